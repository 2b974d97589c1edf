// This file runs the page: it sends the article, shows what comes back, and answers clicks and keys.

import { article, csv, node, scale, stateItem, STATES, tint } from "./view.js";

const facts = JSON.parse(document.getElementById("facts").textContent);
const [form, results, error, progress, button] = ["form", "results", "error", "progress", "score"].map((id) =>
  document.getElementById(id),
);
const fields = Object.fromEntries(["title", "text", "date", "key"].map((id) => [id, document.getElementById(id)]));
fields.key.value = sessionStorage.getItem("key") ?? "";

const options = document.querySelector("form details");
options.open = fields.date.value !== ""; // browsers fill in anew what a reload would lose

const samples = [...document.querySelectorAll(".sample")];
let sample = null; // the one whose title and date stand in the form
for (const [number, shown] of samples.entries()) {
  shown.addEventListener("click", () => {
    sample = facts.samples[number];
    for (const name of ["title", "text", "date"]) fields[name].value = sample[name] ?? "";
    options.open ||= fields.date.value !== ""; // a date changes scores: let it be seen
    form.requestSubmit();
  });
}

fields.text.addEventListener("input", () => {
  for (const name of ["title", "date"]) if (sample && fields[name].value === sample[name]) fields[name].value = "";
  sample = null;
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (button.disabled) return;
  const request = { text: fields.text.value, offsets: "utf16" };
  if (fields.title.value.trim()) request.title = fields.title.value;
  if (fields.date.value) request.date = fields.date.value;
  const stop = startClock();
  error.hidden = true;
  try {
    show(request, await send(request));
  } catch (problem) {
    results.hidden = true;
    error.textContent = problem.message;
    error.hidden = false;
  } finally {
    stop();
  }
});

async function send(request) {
  const headers = { "Content-Type": "application/json" };
  const key = fields.key.value.trim();
  sessionStorage.setItem("key", key);
  if (key) headers.Authorization = `Bearer ${key}`;
  let answer;
  try {
    answer = await fetch("/v1/score", { method: "POST", headers, body: JSON.stringify(request) });
  } catch {
    throw new Error("The service cannot be reached. Is it still running? Try again in a moment.");
  }
  const found = await answer.json().catch(() => null);
  if (answer.ok && found) return found;
  throw new Error(problemOf(answer, found));
}

function problemOf(answer, problem) {
  const wait = answer.headers.get("Retry-After");
  const again = wait ? ` Try again in ${wait} seconds.` : "";
  const hint = { unauthorized: " Put your key under Options.", forbidden: " Check the key under Options." };
  if (!problem?.title) return `The service answered with status ${answer.status}.${again}`;
  return `${problem.title}. ${problem.detail}${hint[problem.code] ?? ""}${again}`;
}

function startClock() {
  const begun = performance.now();
  const seconds = node("span", { "aria-hidden": "true" }); // a screen reader shall not count along
  const hold = (held) => {
    for (const one of [button, ...samples]) one.disabled = held;
  };
  hold(true);
  progress.replaceChildren("Reading … ", seconds);
  const timer = setInterval(() => (seconds.textContent = `${Math.round((performance.now() - begun) / 1000)} s`), 1000);
  return () => {
    clearInterval(timer);
    hold(false);
    progress.replaceChildren();
  };
}

function show(request, report) {
  const shown = article(report, request.title ?? "", request.text, facts.attributes);
  const readout = node("p", { class: "readout", role: "status", "aria-live": "polite" }, hintOfArticle());
  let picked = null;
  let attribute = STATES;

  const states = report.states.map((state) => stateItem(state, pick));
  function pick(code) {
    picked = picked === code ? null : code;
    attribute = STATES;
    refresh();
    if (picked) shown.querySelector(`mark[data-state="${picked}"]`)?.scrollIntoView({ block: "nearest" });
  }
  const toggles = [STATES, ...facts.attributes].map((one) => {
    const toggle = node("button", { type: "button", class: "toggle", "data-tint": one.name }, one.name);
    toggle.addEventListener("click", () => {
      attribute = one;
      picked = null;
      refresh();
    });
    return toggle;
  });
  function refresh() {
    tint(shown, attribute, picked);
    for (const toggle of toggles) toggle.setAttribute("aria-pressed", String(toggle.dataset.tint === attribute.name));
    for (const item of states) {
      const state = item.firstElementChild;
      state.setAttribute("aria-pressed", String(state.dataset.code === picked));
    }
  }

  listen(shown, readout);
  refresh();
  results.replaceChildren(
    node(
      "section",
      { class: "reading", "aria-labelledby": "reading-head" },
      node("h2", { id: "reading-head" }, "The article"),
      node("div", { class: "toggles", role: "group", "aria-label": "Tint the sentences by" }, "Tint by ", ...toggles),
      shown,
      readout,
      legend(),
    ),
    node(
      "section",
      { class: "numbers", "aria-labelledby": "numbers-head" },
      node("h2", { id: "numbers-head" }, "What it says"),
      node("h3", {}, "States", node("span", { class: "range" }, "−1 against … 0 … +1 for")),
      states.length ? node("ul", { class: "states" }, ...states) : node("p", {}, "The article names no state."),
      ...facts.attributes.map((one) => scale(one, report[one.name], facts.quantiles[one.name] ?? [])),
      figures(report),
      takeaway(request, report),
    ),
  );
  results.hidden = false;
  results.focus({ preventScroll: true });
  results.scrollIntoView({ block: "start" });
}

function hintOfArticle() {
  return "Point at a sentence, or go through them with the arrow keys, to read its numbers.";
}

/** Tell a sentence's numbers on hover and focus; one sentence at a time is in the tab order, arrows move on. */
function listen(shown, readout) {
  const all = [...shown.querySelectorAll(".s")];
  const tell = (sentence) => {
    if (sentence) readout.textContent = sentence.dataset.told;
  };
  const stopAt = (sentence) => {
    for (const one of all) one.tabIndex = one === sentence ? 0 : -1;
  };
  stopAt(all[0]);
  shown.addEventListener("mouseover", (event) => tell(event.target.closest(".s")));
  shown.addEventListener("focusin", (event) => {
    const sentence = event.target.closest(".s");
    if (sentence) stopAt(sentence);
    tell(sentence);
  });
  shown.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const next = step && all[all.indexOf(event.target.closest(".s")) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}

function legend() {
  return node(
    "p",
    { class: "legend" },
    node("mark", {}, "name of a state"), " · ",
    node("u", { class: "cue" }, "hedge"), " · ",
    node("span", { class: "quoted" }, "quoted speech"),
    ` · ▲ for, ▼ against, ${facts.attributes.map(({ sign, adjective }) => `${sign} ${adjective}`).join(", ")}`,
  );
}

function figures(report) {
  const { readability: read, document: counts } = report;
  const rows = [
    ["School grade", read.flesch_kincaid_grade.toFixed(1)],
    ["Words a sentence", read.words_per_sentence.toFixed(1)],
    ["Difficult words", `${Math.round(read.difficult_word_share * 100)} %`],
    ["Quoted speech", `${Math.round(counts.quoted_share * 100)} %`],
    ["Words, sentences", `${counts.words.toLocaleString("en")}, ${counts.sentences}`],
    ...facts.attributes
      .filter(({ name }) => report[name].cues_per_100_words != null)
      .map(({ name, noun }) => [`${noun} cues in 100 words`, report[name].cues_per_100_words.toFixed(1)]),
  ];
  return node(
    "section",
    { class: "figures", "aria-labelledby": "figures-head" },
    node("h3", { id: "figures-head" }, "Readability"),
    node("dl", {}, ...rows.flatMap(([name, value]) => [node("dt", {}, name), node("dd", {}, value)])),
  );
}

function takeaway(request, report) {
  const json = JSON.stringify(report, null, 1);
  // through standard input, since an argument ends at 128 KiB; JSON is one line, so none reads EOF. The key stays out of it
  const key = fields.key.value.trim() ? ' -H "Authorization: Bearer $RHETOR_KEY"' : "";
  const call = `curl -s ${location.origin}/v1/score -H 'Content-Type: application/json'${key} -d @- <<'EOF'`;
  const curl = `${call}\n${JSON.stringify(request)}\nEOF\n`;
  const download = node("button", { type: "button", class: "csv" }, "Download CSV");
  download.addEventListener("click", () => {
    const link = node("a", { href: URL.createObjectURL(new Blob([csv(report, request, facts.attributes)], { type: "text/csv" })), download: "rhetor.csv" });
    link.click();
    URL.revokeObjectURL(link.href);
  });
  const print = node("button", { type: "button", class: "print" }, "Print");
  print.addEventListener("click", () => window.print());
  return node(
    "section",
    { class: "takeaway", "aria-label": "Take away" },
    node("div", { class: "row" }, copier("Copy JSON", json), copier("Copy curl", curl), download, print),
    node("details", {}, node("summary", {}, "JSON"), node("pre", { tabindex: "0", class: "json" }, json)),
    node("details", {}, node("summary", {}, "curl"), node("pre", { tabindex: "0", class: "curl" }, curl)),
  );
}

function copier(name, text) {
  const made = node("button", { type: "button", class: "copy" }, name);
  made.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      made.textContent = "Copied";
    } catch {
      made.textContent = "Copying is not allowed here; open it below";
    }
    setTimeout(() => (made.textContent = name), 2000);
  });
  return made;
}
