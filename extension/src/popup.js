// This file is the popup: opening it is the click that sends the article; it shows what comes back.

import { node, scale, stateItem } from "./view.js";

const api = globalThis.browser ?? globalThis.chrome;
const [progress, error, found] = ["progress", "error", "found"].map((id) => document.getElementById(id));
const SHOWN = 5; // strongest sentences of each kind

const asked = Number(new URLSearchParams(location.search).get("tab")); // a test opens the popup as a page
const tab = asked || (await api.tabs.query({ active: true, currentWindow: true }))[0]?.id;

// browsers end a worker that hears nothing for 30 seconds
const calling = setInterval(() => api.runtime.sendMessage({ task: "stay" }), 10_000);
try {
  const answer = await api.runtime.sendMessage({ task: "score", tab }).catch(() => null);
  if (!answer) throw new Error("The browser ended Rhetor’s work before the answer came. Open Rhetor again.");
  if (answer.error) throw new Error(answer.error);
  show(answer.result);
} catch (problem) {
  tell(problem.message);
} finally {
  clearInterval(calling);
  progress.hidden = true;
}

function tell(message) {
  error.textContent = message;
  error.hidden = false;
}

function show({ report, text, whole, quantiles, attributes }) {
  const turns = new Map(); // how often each state was clicked: another click goes to its next mention
  const states = report.states.map((state) =>
    stateItem(state, (code) => {
      const mentions = report.sentences.flatMap((one) => (one.title ? [] : (one.mentions ?? []))).filter((one) => one.state === code);
      const turn = turns.get(code) ?? 0;
      turns.set(code, turn + 1);
      if (mentions.length) go(mentions[turn % mentions.length]);
    }),
  );
  const partly = `Only the first ${text.length.toLocaleString("en")} of ${whole.toLocaleString("en")} characters are scored.`;
  found.append(
    text.length < whole ? node("p", { class: "notice" }, partly) : "",
    node("h2", {}, "States"),
    states.length ? node("ul", { class: "states" }, ...states) : node("p", {}, "The article names no state."),
    ...attributes.flatMap((one) => [
      scale(one, report[one.name], quantiles[one.name] ?? []),
      strongest(report, text, one.name),
    ]),
  );
  found.hidden = false;
}

function strongest(report, text, attribute) {
  const body = report.sentences.filter((one) => !one.title && one[attribute] >= 0.5);
  const top = body.toSorted((one, other) => other[attribute] - one[attribute]).slice(0, SHOWN);
  const items = top.map((one) => {
    const button = node(
      "button",
      { type: "button" },
      node("span", { class: "number" }, one[attribute].toFixed(2)),
      text.slice(one.start, one.end),
    );
    button.addEventListener("click", () => go(one));
    return node("li", {}, button);
  });
  return items.length ? node("ul", { class: "sentences" }, ...items) : "";
}

async function go({ start, end }) {
  const func = (from, to) => globalThis.rhetor?.go(from, to);
  const done = await api.scripting.executeScript({ target: { tabId: tab }, func, args: [start, end] }).catch(() => null);
  if (done?.[0].result) error.hidden = true;
  else tell("The page changed, and no longer holds this place. Open Rhetor again.");
}
