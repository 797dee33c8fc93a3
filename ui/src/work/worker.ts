// The script that keeps the phone's day: styles, scripts and type from its own store, pages from the house while it answers, and
// from the phone when it does not. What lies there is sealed; without the key, which goes at sign-out, nothing is shown.
/// <reference lib="webworker" />
import { cleanupOutdatedCaches, precacheAndRoute } from "workbox-precaching";
import { registerRoute } from "workbox-routing";
import { keyOf, openStore, unseal, unsealText } from "./vault";

declare const self: ServiceWorkerGlobalScope;
/** Addresses of what the phone's pages load; their names carry a hash. */
declare const PHONE_FILES: string[];

/** The house has so long to answer before the kept page is shown, in milliseconds. */
const PATIENCE = 5_000;

precacheAndRoute(PHONE_FILES.map((url) => ({ url, revision: null })));
cleanupOutdatedCaches();
self.addEventListener("install", () => void self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function kept(path: string): Promise<Response | undefined> {
  const store = await openStore();
  try {
    const page = await store.get("pages", path);
    if (!page) return undefined;
    const html = await unsealText(await keyOf(store, page.person), page.html);
    const policy = String((await store.get("notes", "policy")) ?? "");
    return new Response(html, { headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": policy, "x-kept": "phone" } });
  } finally {
    store.close();
  }
}

async function page(request: Request, path: string): Promise<Response> {
  const asked = fetch(request);
  const late = new Promise<undefined>((done) => setTimeout(done, PATIENCE));
  try {
    const first = await Promise.race([asked, late]);
    if (first) {
      // A visit that is somebody else's now: the day says so, with what was kept.
      return first.status === 403 && path !== "/work" ? Response.redirect("/work", 302) : first;
    }
    return (await kept(path)) ?? (await asked);
  } catch (error) {
    const page = await kept(path);
    if (page) return page;
    throw error;
  }
}

/** A photo from the house, or as it was kept. */
async function picture(request: Request, path: string): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const store = await openStore();
    try {
      const known = await store.get("pictures", path);
      if (!known) throw error;
      return new Response(await unseal(await keyOf(store, known.person), known.bytes), { headers: { "content-type": "image/jpeg" } });
    } finally {
      store.close();
    }
  }
}

registerRoute(
  ({ request, url }) => request.method === "GET" && url.origin === self.location.origin && /^\/visits\/[0-9a-f-]{36}\/photos\/[0-9a-f-]{36}$/.test(url.pathname),
  ({ request, url }) => picture(request, url.pathname),
);

registerRoute(
  ({ request, url }) => request.method === "GET" && url.origin === self.location.origin && /^\/work(\/visits\/[0-9a-f-]{36})?$/.test(url.pathname) && (request.mode === "navigate" || request.destination === ""),
  ({ request, url }) => page(request, url.pathname),
);
