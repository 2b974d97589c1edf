// This file is the options page: it saves the address and the key, asks for the permission that they need, and tests them.

import { ask, leave, load, save } from "./settings.js";

const api = globalThis.browser ?? globalThis.chrome;
const [form, service, key, told] = ["form", "service", "key", "progress"].map((id) => document.getElementById(id));

let saved = await load();
service.value = saved.service;
key.value = saved.key;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const settings = { service: service.value.trim(), key: key.value.trim() };
  try {
    const allowed = await ask(settings.service); // first: only a click may ask
    await save(settings);
    await leave(saved.service, settings.service);
    saved = settings;
    if (!allowed) throw new Error("Saved, but without the permission Rhetor cannot talk to that address.");
    told.textContent = "Testing …";
    const { result, error } = await api.runtime.sendMessage({ task: "test", settings });
    if (error) throw new Error(`Saved, but: ${error}`);
    if (!result?.current) throw new Error("Saved, but what answers at that address is no Rhetor with a release.");
    told.textContent = `Saved. The service answers, with release ${result.current}.`;
  } catch (problem) {
    told.textContent = problem.message;
  }
});
