// This file keeps what the options page sets: where the service is, and the key for it.

export const DEFAULTS = { service: "http://localhost:8000", key: "" };
const api = globalThis.browser ?? globalThis.chrome;

export async function load() {
  return { ...DEFAULTS, ...(await api.storage.local.get(Object.keys(DEFAULTS))) };
}

export async function save(settings) {
  await api.storage.local.set(settings);
}

/** Return the pattern of the host permission that a service needs; throws TypeError where it is no address. */
export function pattern(service) {
  const { protocol, hostname } = new URL(service);
  if (protocol !== "http:" && protocol !== "https:") throw new TypeError("The address must begin with http:// or https://.");
  return `${protocol}//${hostname}/*`;
}

export async function isAllowed(service) {
  return api.permissions.contains({ origins: [pattern(service)] });
}

export async function ask(service) {
  return api.permissions.request({ origins: [pattern(service)] });
}

/** Give back the permission for an address that another one replaces. */
export async function leave(old, service) {
  if (pattern(old) !== pattern(service)) await api.permissions.remove({ origins: [pattern(old)] });
}
