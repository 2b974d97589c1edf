// This file opens pages in Firefox with the extension in it, clicks, and prints what is then to be seen, as JSON.
// node firefox.mjs FIREFOX EXTENSION SERVICE PAGE...

import { createRequire } from "node:module";

const puppeteer = createRequire(new URL("../../extension/package.json", import.meta.url))("puppeteer-core");
const [firefox, extension, service, ...pages] = process.argv.slice(2);
const ID = "11111111-2222-4333-8444-555555555555"; // of the extension in this profile: else Firefox draws one

const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: firefox,
  headless: true,
  args: ["--remote-allow-system-access"], // newer ones open pages of an extension for no driver without it
  extraPrefsFirefox: { "extensions.webextensions.uuids": JSON.stringify({ "rhetor@rhetor.invalid": ID }) },
});
try {
  await browser.installExtension(extension);
  const options = await open("options.html");
  await options.waitForSelector("#service");
  await options.evaluate((given) => globalThis.browser.storage.local.set({ service: given, key: "" }), service);
  const seen = {};
  for (const address of pages) seen[new URL(address).pathname.slice(1, -5)] = await see(options, address);
  console.log(JSON.stringify(seen));
} finally {
  await browser.close();
}

/** Open a page of the extension; Firefox does not tell when it is loaded. */
async function open(path) {
  const page = await browser.newPage();
  await page.goto(`moz-extension://${ID}/${path}`, { timeout: 2000 }).catch(() => {});
  return page;
}

async function see(options, address) {
  const page = await browser.newPage();
  await page.goto(address);
  const outer = () =>
    page.evaluate(() => {
      const copy = document.documentElement.cloneNode(true);
      for (const one of copy.querySelectorAll(".live")) one.remove(); // what the page itself changes
      return copy.outerHTML;
    });
  const before = await outer();
  const tab = await options.evaluate(async () => Math.max(...(await globalThis.browser.tabs.query({})).map((one) => one.id)));
  const popup = await open(`popup.html?tab=${tab}`);
  await popup.waitForSelector("#found:not([hidden]), #error:not([hidden])", { timeout: 120_000 });
  const shown = await popup.evaluate(() => ({
    error: document.getElementById("error").textContent,
    states: [...document.querySelectorAll(".state")].map((one) => one.dataset.code),
  }));
  if (!shown.error) Object.assign(shown, await popup.evaluate(report, tab));
  shown.lit = await page.evaluate(() => {
    const still = (range) => !range.startContainer.parentElement?.closest("#clock");
    return Object.fromEntries([...CSS.highlights].map(([name, one]) => [name, [...one].filter(still).map(String)]));
  });
  shown.inView = await page.evaluate(() => {
    const { top, bottom } = [...(CSS.highlights.get("rhetor-picked") ?? [])][0]?.getBoundingClientRect() ?? {};
    return top >= 0 && bottom <= innerHeight && bottom > top;
  });
  shown.dressed = await page.evaluate(() => document.querySelector("x-story")?.shadowRoot?.adoptedStyleSheets.length ?? null);
  shown.same = before === (await outer());
  await popup.close();
  await page.close();
  return shown;
}

/** Return what should light up by kind, [text of the part, text gone to for it] for every part, and the button; go to the last sentence. */
async function report(tabId) {
  const { browser } = globalThis;
  const { result } = await browser.runtime.sendMessage({ task: "score", tab: tabId });
  const still = ({ start, end }) => !result.text.slice(start, end).includes("harbour office has counted"); // the page has changed it
  const sentences = result.report.sentences.filter((one) => !one.title && still(one));
  const parts = sentences.flatMap((one) => [...one.mentions, ...one.cues, one]).map(({ start, end }) => [start, end]);
  const textsOf = (those) => those.map(({ start, end }) => result.text.slice(start, end));
  const expected = {
    alarmism: textsOf(sentences.filter((one) => one.alarmism >= 0.5)),
    hedging: textsOf(sentences.filter((one) => one.hedging >= 0.5)),
    mention: textsOf(sentences.flatMap((one) => one.mentions)),
    cue: textsOf(sentences.flatMap((one) => one.cues)),
  };
  const func = (spans) => spans.map(([start, end]) => globalThis.rhetor.go(start, end));
  const [{ result: lit }] = await browser.scripting.executeScript({ target: { tabId }, func, args: [parts] });
  const pairs = parts.map(([start, end], number) => [result.text.slice(start, end), lit[number]]);
  const button = [await browser.action.getBadgeText({ tabId }), await browser.action.getTitle({ tabId })];
  return { pairs, expected, button, score: result.report.alarmism };
}
