/* Without a connection, pages are answered with the cached offline page. It and its style sheet are all that is
   cached. */

const CACHE_NAME = "studio-offline-3";
const OFFLINE_URL = "/offline/";

async function fill() {
  const page = await fetch(OFFLINE_URL, { cache: "reload" });
  const [, style] = /<link rel="stylesheet" href="([^"]+)"/.exec(await page.clone().text());
  const cache = await caches.open(CACHE_NAME);
  await cache.put(OFFLINE_URL, page);
  await cache.add(style);
}

async function removeOthers() {
  for (const name of await caches.keys()) if (name !== CACHE_NAME) await caches.delete(name);
}

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(removeOthers().then(() => self.clients.claim())));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => caches.match(OFFLINE_URL)));
  else if (new URL(request.url).pathname.includes("/css/offline.")) {
    event.respondWith(caches.match(request).then((cached) => cached ?? fetch(request)));
  }
});
