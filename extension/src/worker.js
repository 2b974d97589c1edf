// This file is the service worker: it reads the tab when the popup asks, sends the text to the service, and sets the badge.

import { call } from "./service.js";
import { isAllowed, load } from "./settings.js";

const api = globalThis.browser ?? globalThis.chrome;

api.runtime.onMessage.addListener((message, _sender, answer) => {
  const task = { score: () => score(message.tab), test: () => call(message.settings, "/v1/models"), stay: async () => null }[message.task];
  if (!task) return false;
  task().then(
    (result) => answer({ result }),
    (error) => answer({ error: error.message }),
  );
  return true; // the answer comes later
});

async function score(tab) {
  const settings = await load();
  if (!(await isAllowed(settings.service))) {
    throw new Error(`Rhetor may not yet talk to ${settings.service}. Open the options and press “Save and test”.`);
  }
  const found = await read(tab);
  if (!found) throw new Error("No article was found on this page.");
  const request = { text: found.text, offsets: "utf16" };
  if (found.title) request.title = found.title;
  const report = await call(settings, "/v1/score", request);
  const release = await call(settings, `/v1/models/${report.model.release}`).catch(() => ({}));
  const css = await (await fetch(api.runtime.getURL("highlight.css"))).text();
  await api.scripting.insertCSS({ target: { tabId: tab }, css });
  await run(tab, (...given) => globalThis.rhetor.show(...given), report, css);
  await badge(tab, report);
  return { report, text: found.text, whole: found.whole, quantiles: release.reference ?? {} };
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
  const [{ result }] = await api.scripting.executeScript({ target: { tabId: tab }, func, args });
  return result;
}

async function badge(tab, report) {
  const score = report.alarmism.abstain ? "?" : String(Math.round(report.alarmism.score * 100));
  await api.action.setBadgeBackgroundColor({ tabId: tab, color: "#8a3ea8" });
  await api.action.setBadgeText({ tabId: tab, text: score });
  const told = `alarmism ${report.alarmism.score.toFixed(2)} of 1`;
  await api.action.setTitle({ tabId: tab, title: `Rhetor: ${told}` });
}
