// "Keep on this phone": fetches a package for sw.js and says what is kept, since when, and whether its
// text is still the newest. Each [data-keep] box shows one of its [data-when] parts at a time.
const ABOUT = "/kept-about";
const AT_ONCE = 4;
const language = document.documentElement.lang;

if ("serviceWorker" in navigator && "caches" in window && isSecureContext) {
  navigator.serviceWorker.register("/sw.js").catch(() => {});
  for (const box of document.querySelectorAll("[data-keep]")) begin(box, null);
  const room = document.querySelector("[data-kept-list]");
  if (room) list(room);
}

// What is kept of a package: {name, about}, or null.
async function keptOf(pack) {
  for (const { name, about } of await allKept()) if (about.name === pack) return { name, about };
  return null;
}

// A module is kept with its course, the screen for a crisis with anything of the course.
async function keptAround(pack) {
  const [course, part] = pack.split("/");
  if (!part) return null;
  const around = (await allKept()).map(({ about }) => about)
    .filter(({ name }) => name === course || (part === "go" && name.startsWith(`${course}/`)));
  return around.sort((a, b) => b.at.localeCompare(a.at))[0] || null;
}

async function allKept() {
  const found = [];
  for (const name of await caches.keys()) {
    if (!name.startsWith("kept:")) continue;
    const about = await (await caches.open(name)).match(ABOUT);
    if (about) found.push({ name, about: await about.json() });
  }
  return found;
}

// The list of packages from the server: {name, version, bytes, files, …}.
async function packageOf(address) {
  const response = await fetch(address, { credentials: "omit", cache: "no-cache" });
  if (!response.ok) throw new Error(response.status);
  return response.json();
}

async function begin(box) {
  const address = box.dataset.keep;
  const pick = (name) => box.querySelector(`[data-${name}]`);
  let pack = null;

  const show = (when) => {
    for (const part of box.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(when);
    box.hidden = false;
  };
  const settle = async () => {
    const kept = await keptOf(box.dataset.keepName);
    if (kept) {
      pick("day").textContent = kept.about.day[language];
      box.querySelector("[data-kept-size]").textContent = size(kept.about.bytes);
    }
    if (pack) for (const place of box.querySelectorAll("[data-size]")) place.textContent = size(pack.bytes);
    const around = kept ? null : await keptAround(box.dataset.keepName);
    if (around) {
      pick("around-day").textContent = around.day[language];
      show("around");
    } else if (!kept) show(pack ? "none" : "unknown");
    else show(pack && pack.version !== kept.about.version ? "newer" : "kept");
    return kept;
  };
  const keep = async () => {
    show("busy");
    try {
      pack = await packageOf(address);
      await fetchAll(pack, pick("progress"));
      navigator.storage?.persist?.();
      await settle();
    } catch {
      show("failed");
    }
  };
  const remove = async () => {
    await drop(box.dataset.keepName, "");
    await settle();
    box.dispatchEvent(new CustomEvent("kept-removed", { bubbles: true }));
    box.querySelector('[data-when~="none"] button, [data-when~="unknown"] button')?.focus();
  };
  for (const button of box.querySelectorAll("[data-do]")) {
    button.addEventListener("click", button.dataset.do === "remove" ? remove : keep);
  }
  await settle();
  try { pack = await packageOf(address); } catch { /* no network: what is kept is all one can say */ }
  await settle();
}

async function fetchAll(pack, progress) {
  const name = `kept:${pack.name}:${pack.version}`;
  const cache = await caches.open(name);
  await cache.delete(ABOUT);
  const waiting = [...pack.files];
  let done = 0;
  progress.max = pack.bytes;
  progress.value = 0;
  const work = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      // Files of an attempt that was cut short need not come again; pages must be of today.
      if (file.language || !(await cache.match(file.url))) {
        const response = await fetch(file.url, { credentials: "omit", cache: file.language ? "no-store" : "default" });
        if (!response.ok || response.redirected) throw new Error(`${response.status} ${file.url}`);
        await cache.put(file.url, response);
      }
      done += file.bytes;
      progress.value = done;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const { version, headings, urls, bytes, day, words, script } = pack;
  const about = { name: pack.name, version, headings, urls, bytes, day, words, script, at: new Date().toISOString() };
  await cache.put(ABOUT, new Response(JSON.stringify(about), { headers: { "Content-Type": "application/json" } }));
  await drop(pack.name, name);
}

// Takes away what is kept of a package, but for one cache.
async function drop(pack, except) {
  for (const name of await caches.keys()) {
    if (name.slice(0, name.lastIndexOf(":")) === `kept:${pack}` && name !== except) await caches.delete(name);
  }
}

// All that is kept, on the page "Kept on this phone".
async function list(room) {
  const kept = await allKept();
  room.querySelector("[data-kept-none]").hidden = kept.length > 0;
  const row = room.querySelector("template");
  for (const { about } of kept.sort((a, b) => a.about.name.localeCompare(b.about.name))) {
    const item = row.content.cloneNode(true).firstElementChild;
    const link = item.querySelector("[data-kept-link]");
    link.textContent = about.headings[language];
    link.href = about.urls[language];
    const box = item.querySelector("[data-keep]");
    const [course, part] = about.name.split("/");
    box.dataset.keepName = about.name;
    box.dataset.keep = `/${language}/learning/${course}/offline.json`
      + (part === "go" ? "?only=go" : part ? `?module=${encodeURIComponent(part)}` : "");
    item.addEventListener("kept-removed", () => {
      item.remove();
      room.querySelector("[data-kept-none]").hidden = room.querySelector("[data-keep]") !== null;
    });
    room.append(item);
    begin(box);
  }
}

// 0,4 MB in Lao, 0.4 MB in English.
function size(bytes) {
  const small = bytes < 100_000;
  const number = small ? String(Math.max(1, Math.round(bytes / 1000))) : (Math.ceil(bytes / 100_000) / 10).toFixed(1);
  return `${language === "lo" ? number.replace(".", ",") : number} ${small ? "KB" : "MB"}`;
}
