// This file talks to the service; the worker alone imports it, and nothing else in the extension uses the network.

const HINTS = {
  unauthorized: "Put your key into the options.",
  forbidden: "Check the key in the options.",
  unsupported_language: "Rhetor reads English articles only.",
  text_too_short: "There is too little text on this page.",
};

export async function call({ service, key }, path, body) {
  const headers = body ? { "Content-Type": "application/json" } : {};
  if (key) headers.Authorization = `Bearer ${key}`;
  let answer;
  try {
    const init = body ? { method: "POST", body: JSON.stringify(body) } : {};
    answer = await fetch(new URL(path, service), { ...init, headers, credentials: "omit", cache: "no-store" });
  } catch {
    throw new Error(`The service at ${service} cannot be reached. Is it running, and is the address in the options right?`);
  }
  const found = await answer.json().catch(() => null);
  if (answer.ok && found) return found;
  const wait = answer.headers.get("Retry-After");
  const again = wait ? ` Try again in ${wait} seconds.` : "";
  if (!found?.code) throw new Error(`The service answered with status ${answer.status}.${again}`);
  throw new Error(`${found.title}. ${HINTS[found.code] ?? found.detail}${again}`);
}
