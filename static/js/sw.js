// Shows pages that are kept on this phone when there is no network. Served at /sw.js.
//
// The network comes first: a kept page is shown only when the network fails or is far too slow, and it
// then says so, with the day it was kept. Nothing is kept by itself; static/js/keep.js fills the caches,
// one for each package ("kept:<package>:<version>"), with pages as a stranger sees them.

const ABOUT = "/kept-about"; // in each complete cache: what static/js/keep.js wrote about it, last of all
const PATIENCE = 8000; // milliseconds after which a page that is kept is shown instead of waiting
// Pages that keep themselves, by the name of their cache: the test that is being taken (test-take.js) and
// the room of a workshop (room.js), which is not worth waiting for: it has its list on the phone.
const OWN = { tests: /^\/(lo|en)\/tests\/attempts\/\d+\/$/, room: /^\/(lo|en)\/workshops\/[\w-]+\/room\/$/ };
const TODAY = /^\/(lo|en)\/workshops\/today\/$/; // leads to the room of the workshop that is on
const SOON = 2500;
const HASHED = /\.[0-9a-f]{12}\.\w+$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
})()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (!/^\/((lo|en)\/.*)?$/.test(url.pathname)) return;
    if (request.method === "GET") event.respondWith(page(event, url));
    else if (/\/learning\/.*\/done\/$/.test(url.pathname)) event.respondWith(mark(request, url));
  } else if (request.method === "GET" && ["style", "script", "font", "image"].includes(request.destination)) {
    event.respondWith(part(request, url));
  }
});

// All complete packages, the one kept last first.
async function packages() {
  const found = [];
  for (const name of await caches.keys()) {
    if (!name.startsWith("kept:")) continue;
    const cache = await caches.open(name);
    const about = await cache.match(ABOUT);
    if (about) found.push({ cache, about: await about.json() });
  }
  return found.sort((a, b) => b.about.at.localeCompare(a.about.at));
}

async function find(path) {
  for (const { cache, about } of await packages()) {
    const response = await cache.match(path, { ignoreVary: true });
    if (response) return { response, about };
  }
  return null;
}

async function page(event, url) {
  const live = (async () => (await event.preloadResponse) || fetch(event.request))();
  live.catch(() => {});
  const kept = await find(url.pathname);
  const own = Object.keys(OWN).find((name) => OWN[name].test(url.pathname));
  const last = TODAY.test(url.pathname) ? await lastRoom(url) : null;
  try {
    if (!kept && !own && !last) return await live;
    const patience = last || (own === "room" && (await ownPage(own, url))) ? SOON : PATIENCE;
    const response = await Promise.race([live, new Promise((_, refuse) => { setTimeout(refuse, patience); })]);
    // A gateway that cannot reach the site answers in its name.
    if (response.status >= 502 && response.status <= 504) throw new Error(response.statusText);
    return response;
  } catch {
    if (last) return Response.redirect(last, 302);
    const page = own && (await ownPage(own, url));
    if (page) return new Response((await page.text()).replace("<html ", "<html data-kept "), { headers: plain(page.headers) });
    const language = url.pathname.startsWith("/en/") ? "en" : "lo";
    if (kept) return shown(kept, "kept", language);
    const room = await find(`/${language}/learning/kept/`);
    return room ? shown(room, "missing", language) : Response.error();
  }
}

function ownPage(name, url) {
  return caches.match(url.pathname, { cacheName: name, ignoreVary: true });
}

// The room that was kept last, in the language of the address.
async function lastRoom({ pathname }) {
  if (!(await caches.has("room"))) return null;
  const pages = (await (await caches.open("room")).keys()).map((request) => new URL(request.url).pathname);
  return pages.filter((path) => OWN.room.test(path) && path.startsWith(pathname.slice(0, 4))).at(-1) || null;
}

// The headers of a page whose text was unpacked and changed.
function plain(headers) {
  const changed = new Headers(headers);
  changed.delete("Content-Encoding");
  changed.delete("Content-Length");
  return changed;
}

// A kept page, with a note in front of its text and the script for marks made without a network.
async function shown({ response, about }, why, language) {
  const words = about.words[language];
  const note = `<div class="wrap kept-note"><div class="notice warn" role="status" data-kept-words="${escape(JSON.stringify(words))}">`
    + `<div>${escape(words[why].replace("{day}", about.day[language]))}</div></div></div>`;
  const html = (await response.text())
    .replace("<html ", '<html data-kept ')
    .replace("<main ", `${note}<main `)
    .replace("</body>", `<script type="module" src="${escape(about.script)}"></script></body>`);
  return new Response(html, { headers: plain(response.headers) });
}

// "Mark as read" was pressed on a page of the network, and the network is gone: the kept lesson notes it.
async function mark(request, url) {
  try {
    return await fetch(request);
  } catch {
    const lesson = url.pathname.replace(/done\/$/, "");
    return (await find(lesson)) ? Response.redirect(`${lesson}#read`, 303) : Response.error();
  }
}

// A file whose name carries a hash never changes; others are asked for first.
async function part(request, url) {
  const isFixed = HASHED.test(url.pathname);
  const kept = isFixed ? await keptPart(url) : null;
  if (kept) return kept;
  try {
    return await fetch(request);
  } catch {
    return (!isFixed && (await keptPart(url))) || Response.error();
  }
}

// Also for the pages that keep themselves: a kept page asks for the files of its day, which a site that was
// renewed since may not have any more.
async function keptPart(url) {
  return (await find(url.pathname))?.response || (await ownPage("tests", url)) || (await ownPage("room", url));
}

function escape(text) {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
