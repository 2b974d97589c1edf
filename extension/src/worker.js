// This file is the service worker: it reads the tab when the popup asks, sends the text to the service, and sets the badge.

import { call } from "./service.js";
import { isAllowed, load } from "./settings.js";

const api = globalThis.browser ?? globalThis.chrome;
const CHANGED = "The page changed while it was read; open Rhetor again.";

api.runtime.onMessage.addListener((message, _sender, answer) => {
  const task = { score: () => score(message.tab), test: () => call(message.settings, "/v1/models"), stay: async () => null }[message.task];
  if (!task) return false;
  task().then(
    (result) => answer({ result }),
    (error) => answer({ error: error.message }),
  );
  return true; // the answer comes later
});

// Browsers clear the badge where a page is loaded, not where a page puts another article in its place. The address is told
// of a tab that the reader pressed the button in (activeTab); others concern nobody here.
api.tabs.onUpdated.addListener((tab, { url }) => {
  if (url) Promise.all([badge(tab), forget(tab)]).catch(() => {}); // the tab may be gone
});
api.tabs.onRemoved.addListener((tab) => forget(tab));

async function score(tab) {
  await badge(tab);
  const settings = await load();
  if (!(await isAllowed(settings.service))) {
    throw new Error(`Rhetor may not yet talk to ${settings.service}. Open the options and press “Save and test”.`);
  }
  const found = await read(tab);
  if (!found) throw new Error("No article was found on this page.");
  if (!found.places) throw new Error("An article was found, but not where on the page it stands; it was not sent.");
  const request = { text: found.text, offsets: "utf16" };
  if (found.title) request.title = found.title;
  const { report, quantiles, attributes } = await reportOf(tab, settings, request);
  const css = attributes.reduce(withRule, await (await fetch(api.runtime.getURL("highlight.css"))).text());
  const lit = await run(tab, (...given) => globalThis.rhetor?.show(...given), found.token, report, css);
  const dressed = await api.scripting.insertCSS({ target: { tabId: tab }, css }).then(() => true, () => false);
  if (lit !== true || !dressed) throw new Error(CHANGED);
  await badge(tab, report);
  return { report, text: found.text, whole: found.whole, quantiles, attributes };
}

/** Return rules that colour an attribute too: one that highlight.css does not speak of is grey. */
function withRule(css, { name }) {
  const rule = `::highlight(rhetor-${name})`;
  return css.includes(rule) ? css : `${css}${rule} { background-color: color-mix(in srgb, #777 25%, transparent); }\n`;
}

/** Return what the service says of an article, and of its attributes and reference scores; what was last said in a tab is kept until it closes. */
async function reportOf(tab, settings, request) {
  const asked = JSON.stringify([settings.service, request]);
  const kept = (await api.storage.session.get(String(tab)))[tab];
  if (kept?.asked === asked) return kept;
  const report = await call(settings, "/v1/score", request);
  const release = await call(settings, `/v1/models/${report.model.release}`).catch(() => ({}));
  const attributes = release.attributes ?? namesOf(report).map(plainWords);
  const made = { asked, report, quantiles: release.reference ?? {}, attributes };
  // only a whole answer is kept, and only where there is room; else the next opening asks again
  if (release.attributes) await api.storage.session.set({ [tab]: made }).catch(() => {});
  return made;
}

/** The attributes of sentences that a report tells of; how to speak of them the service says elsewhere. */
const namesOf = (report) => Object.keys(report).filter((name) => report[name]?.percentile != null);
const plainWords = (name) => ({ name, noun: name, adjective: `strong in ${name}`, thirds: ["Low", "Middling", "High"], sign: "" });

async function forget(tab) {
  await api.storage.session.remove(String(tab));
}

async function read(tab) {
  try {
    await api.scripting.executeScript({ target: { tabId: tab }, files: ["readability.js", "content.js"] });
  } catch {
    throw new Error("The browser does not let extensions read this page.");
  }
  return run(tab, () => globalThis.rhetor.read());
}

async function run(tab, func, ...args) {
  try {
    const [{ result }] = await api.scripting.executeScript({ target: { tabId: tab }, func, args });
    return result;
  } catch {
    throw new Error(CHANGED); // the browser's own words are that contents cannot be accessed
  }
}

/** Tell how alarmist the article in a tab is, on the button; without a report, nothing. */
async function badge(tab, report) {
  const { score, abstain } = report?.alarmism ?? {};
  const text = abstain ? "?" : String(Math.round(score * 100));
  const title = abstain ? "Rhetor: unsure how alarmist" : `Rhetor: alarmism ${score?.toFixed(2)} of 1`;
  await api.action.setBadgeBackgroundColor({ tabId: tab, color: "#8a3ea8" });
  await api.action.setBadgeText({ tabId: tab, text: report ? text : "" });
  await api.action.setTitle({ tabId: tab, title: report ? title : api.runtime.getManifest().action.default_title });
}
