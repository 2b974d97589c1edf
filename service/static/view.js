// This file draws a report of the API (offsets in UTF-16 units) as DOM nodes; it fetches nothing and keeps nothing.

const SVG = "http://www.w3.org/2000/svg";
const REASONS = {
  too_few_sentences: "too few sentences to say",
  interval_too_wide: "the sentences disagree too much to say",
};

export function node(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

function shape(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export function signed(score) {
  return `${score > 0 ? "+" : score < 0 ? "−" : ""}${Math.abs(score).toFixed(2)}`;
}

const plural = (count, one) => `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;
const reasonOf = (one) => REASONS[one.reason] ?? String(one.reason ?? "").replaceAll("_", " ");

// --- states

export function stateItem(state, onPick) {
  const word = state.abstain ? `unsure: ${reasonOf(state)}` : state.label;
  const between = state.interval ? `, between ${signed(state.interval[0])} and ${signed(state.interval[1])}` : "";
  const button = node(
    "button",
    { type: "button", class: "state", "data-code": state.code },
    node("span", { class: "name" }, state.name),
    node("span", { class: "count" }, plural(state.mentions, "mention")),
    node("span", { class: "number" }, signed(state.score)),
    bar(state),
    node("span", { class: "word" }, word + between),
    node("span", { class: "voices" }, voices(state.voices)),
  );
  button.addEventListener("click", () => onPick(state.code));
  return node("li", {}, button);
}

function voices({ author, quoted }) {
  const told = [["author", author], ["quoted", quoted]].filter(([, voice]) => voice.mentions);
  return told.map(([name, voice]) => `${name} ${signed(voice.score)} (${voice.mentions})`).join(" · ");
}

function bar(state) {
  const x = (score) => 100 + score * 96;
  const drawn = shape("svg", { viewBox: "0 0 200 26", class: "bar", "aria-hidden": "true", preserveAspectRatio: "none" });
  drawn.append(shape("rect", { x: 4, y: 9, width: 192, height: 8, class: "track" }));
  const [from, to] = [Math.min(0, state.score), Math.max(0, state.score)];
  const side = state.abstain ? "unsure" : state.label;
  drawn.append(shape("rect", { x: x(from), y: 6, width: Math.max(1.5, x(to) - x(from)), height: 14, class: side }));
  if (state.interval) {
    const [low, high] = state.interval.map(x);
    drawn.append(shape("path", { d: `M${low} 13H${high}M${low} 8V18M${high} 8V18`, class: "interval" }));
  }
  drawn.append(shape("path", { d: "M100 2V24", class: "middle" }));
  return drawn;
}

// --- attributes of sentences: the service tells their names and words (rhetor/attributes.py)

export function scale({ name, noun, adjective, thirds }, found, quantiles) {
  const third = found.percentile < 34 ? 0 : found.percentile < 67 ? 1 : 2;
  const share = { 0: `less ${adjective} than all`, 100: `more ${adjective} than all` }[found.percentile];
  const rank = `${share ?? `more ${adjective} than ${found.percentile} % of`} reference news articles`;
  const sentence = found.abstain ? `Unsure (${reasonOf(found)}); at a guess ${rank}.` : `${thirds[third]}, as news goes: ${rank}.`;
  const between = found.interval ? `, between ${found.interval[0].toFixed(2)} and ${found.interval[1].toFixed(2)}` : "";
  const voicesTold = ["author", "quoted"]
    .filter((voice) => found.voices?.[voice]?.sentences)
    .map((voice) => `${voice} ${found.voices[voice].score.toFixed(2)}`)
    .join(" · ");
  return node(
    "section",
    { class: `scale ${name}`, "aria-labelledby": `${name}-head` },
    node("h3", { id: `${name}-head` }, noun, node("span", { class: "number" }, found.score.toFixed(2))),
    distribution(found, quantiles),
    node("p", {}, sentence),
    node("p", { class: "voices" }, `0 to 1${between}${voicesTold ? ` · ${voicesTold}` : ""}`),
  );
}

function distribution(found, quantiles) {
  const drawn = shape("svg", { viewBox: "0 0 200 56", class: "distribution", "aria-hidden": "true", preserveAspectRatio: "none" });
  const x = (score) => 4 + 192 * score;
  const bins = 24;
  const counts = Array(bins).fill(0);
  for (const value of quantiles) counts[Math.min(bins - 1, Math.floor(value * bins))] += 1;
  const most = Math.max(1, ...counts);
  counts.forEach((count, number) => {
    const height = (34 * count) / most;
    drawn.append(shape("rect", { x: x(number / bins) + 0.4, y: 40 - height, width: 192 / bins - 0.8, height, class: "reference" }));
  });
  drawn.append(shape("path", { d: "M4 40H196", class: "axis" }));
  if (found.interval) {
    const [low, high] = found.interval.map(x);
    drawn.append(shape("path", { d: `M${low} 47H${high}M${low} 44V50M${high} 44V50`, class: "interval" }));
  }
  const at = x(found.score);
  drawn.append(shape("path", { d: `M${at} 2V52M${at - 4} 55L${at} 48L${at + 4} 55Z`, class: "mark" }));
  return drawn;
}

// --- the article

export function article(report, title, text, attributes) {
  const made = node("div", { class: "article", "data-tint": "states" });
  const sentences = report.sentences.map((sentence) => ({ ...sentence, told: told(sentence, attributes) }));
  const ofTitle = sentences.filter((sentence) => sentence.title);
  if (ofTitle.length) made.append(node("h3", { class: "headline" }, ...run(ofTitle, title, 0, title.length)));
  const body = sentences.filter((sentence) => !sentence.title);
  for (const { start, end } of paragraphs(text)) {
    const inside = body.filter((sentence) => sentence.start >= start && sentence.start < end);
    made.append(node("p", {}, ...run(inside, text, start, end)));
  }
  return made;
}

function* paragraphs(text) {
  const breaks = /\n[^\S\n]*(?:\n[^\S\n]*)+/g;
  let start = 0;
  for (const found of text.matchAll(breaks)) {
    if (text.slice(start, found.index).trim()) yield { start, end: found.index };
    start = found.index + found[0].length;
  }
  if (text.slice(start).trim()) yield { start, end: text.length };
}

function sentenceSentiment(sentence) {
  const scores = (sentence.mentions ?? []).map((mention) => mention.score);
  return scores.length ? scores.reduce((sum, score) => sum + score, 0) / scores.length : null;
}

function run(sentences, text, start, end) {
  const made = [];
  let last = start;
  for (const sentence of sentences) {
    made.push(text.slice(last, sentence.start), sentenceNode(sentence, text));
    last = sentence.end;
  }
  made.push(text.slice(last, end));
  return made.filter((part) => part !== "");
}

function sentenceNode(sentence, text) {
  const made = node("span", {
    class: sentence.voice === "quoted" ? "s quoted" : "s",
    role: "group",
    "aria-roledescription": "sentence",
    tabindex: "-1",
    "data-start": sentence.start,
    "data-title": sentence.title,
    "data-told": sentence.told,
  });
  made.sentence = sentence;
  const parts = [
    ...(sentence.mentions ?? []).map((one) => ({ ...one, kind: "mention" })),
    ...(sentence.cues ?? []).map((one) => ({ ...one, kind: "cue" })),
  ].sort((one, other) => one.start - other.start || other.end - one.end);
  let last = sentence.start;
  for (const part of parts) {
    if (part.start < last) continue; // a cue inside a mention: the mention stays
    made.append(text.slice(last, part.start));
    const name = part.kind === "mention" ? "mark" : "u";
    const state = part.kind === "mention" ? part.state : null;
    made.append(node(name, { class: part.kind, "data-state": state, "data-score": part.score }, text.slice(part.start, part.end)));
    last = part.end;
  }
  made.append(text.slice(last, sentence.end), node("span", { class: "unseen" }));
  return made;
}

function told(sentence, attributes) {
  const parts = [sentence.voice === "quoted" ? "quoted speech" : "the author’s words"];
  for (const { name } of attributes) if (sentence[name] != null) parts.push(`${name} ${sentence[name].toFixed(2)}`);
  for (const mention of sentence.mentions ?? []) parts.push(`${mention.text} (${mention.state}) ${signed(mention.score)}`);
  for (const cue of sentence.cues ?? []) parts.push(`cue “${cue.text}” ${cue.score.toFixed(2)}`);
  return parts.join(" · ");
}

/** The states as something to tint by, beside the attributes of sentences. */
export const STATES = { name: "states" };

/** Tint the strong sentences by states (one or all) or an attribute; a sign beside them says the same, and words unseen. */
export function tint(shown, attribute, code = null) {
  shown.dataset.tint = attribute.name;
  for (const span of shown.querySelectorAll(".s")) {
    const value = valueOf(span.sentence, attribute, code);
    const sign = signOf(value, attribute);
    span.classList.toggle("tinted", sign !== "");
    span.classList.toggle("negative", attribute === STATES && (value ?? 0) < 0);
    span.style.setProperty("--share", String(Math.round(Math.abs(value ?? 0) * 100)));
    span.dataset.sign = sign;
    span.lastElementChild.textContent = value == null ? "" : ` (${attribute.name} ${attribute === STATES ? signed(value) : value.toFixed(2)})`;
  }
  for (const mark of shown.querySelectorAll("mark")) {
    mark.classList.toggle("picked", code != null && mark.dataset.state === code);
  }
}

function valueOf(sentence, attribute, code) {
  if (attribute !== STATES) return sentence[attribute.name] ?? null;
  const mentions = (sentence.mentions ?? []).filter((mention) => code == null || mention.state === code);
  return sentenceSentiment({ mentions });
}

function signOf(value, attribute) {
  if (value == null) return "";
  // a third of the way, as in the labels of whole articles; half, where a sentence likelier has the attribute than not
  if (attribute === STATES) return value <= -0.33 ? "▼" : value >= 0.33 ? "▲" : "";
  return value >= 0.5 ? attribute.sign : "";
}

// --- what can be taken away

export function csv(report, { title = "", text }, attributes) {
  const quote = (value) => {
    const text = String(value ?? "");
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const names = attributes.map(({ name }) => name);
  const rows = [["start_utf16", "end_utf16", "title", "voice", ...names, "states", "cues", "text"]];
  for (const one of report.sentences) {
    const states = (one.mentions ?? []).map((mention) => `${mention.state}:${mention.score}`).join(" ");
    const cues = (one.cues ?? []).map((cue) => cue.text).join("; ");
    const words = (one.title ? title : text).slice(one.start, one.end);
    rows.push([one.start, one.end, one.title, one.voice, ...names.map((name) => one[name]), states, cues, words]);
  }
  return rows.map((row) => row.map(quote).join(",")).join("\r\n") + "\r\n";
}
