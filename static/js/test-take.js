// A test, one question on the screen. Each change is kept on this phone first and then sent; what cannot
// be sent waits (test-queue.js). Without this script every button posts the whole form.
const WAIT = 2000; // milliseconds until the first new try; doubled up to half a minute
// 1600, 1 600, 2,5 and 1.600,5: the same as on the server (scoring.py).
const NUMBER = /^[-+]?([\d໐-໙]+([.,][\d໐-໙]+)?|[\d໐-໙]{1,3}((\.[\d໐-໙]{3})+(,[\d໐-໙]+)?|(,[\d໐-໙]{3})+(\.[\d໐-໙]+)?))$/;
const first = document.getElementById("test");
if (first) import(first.dataset.queue).then(take);

function take(queue) {
  const id = first.dataset.attempt;
  const isKept = "kept" in document.documentElement.dataset; // shown by the service worker
  const person = first.dataset.person;
  const pages = {}; // the page in the other language, as text; in practice in both, as of the last check
  let checks = 0;
  let form = first;
  let words;
  let here;
  let trouble = "";
  let sending = false;
  let underWay = Promise.resolve();
  let intent = ""; // "hand-in" or "time-up": done as soon as everything is sent
  let wait = WAIT;
  let timer = 0;
  let wasSent = false;
  const said = new Set();

  const opened = `<!doctype html>${document.documentElement.outerHTML}`;
  if (!("each" in form.dataset)) pages[document.documentElement.lang] = opened;
  keepPage(location.pathname, opened);
  let kept = queue.load(id);
  if (!kept || kept.person !== person) kept = { person, answers: {}, offset: 0 };
  if (!isKept) kept.offset = Date.now() - Number(form.dataset.now);
  kept.save = form.dataset.save;
  kept.key = form.dataset.key;
  queue.store(id, kept);
  mount();
  putBack(Object.values(kept.answers).filter((each) => isKept || !each.sent));
  show(place(new URLSearchParams(location.search).get("q")) ?? here, false);
  flush();
  setInterval(tick, 1000);
  tick();
  setTimeout(prefetch, 4000 + Math.random() * 16000);
  window.addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });
  window.addEventListener("storage", (event) => { if (event.key === `test:${id}`) tell(); });

  // --- the page, also after it came in the other language ----------------------------------------
  function mount() {
    form = document.getElementById("test");
    words = form.dataset;
    form.classList.add("live");
    here = place(form.elements.q.value) ?? 1;
    for (const list of form.querySelectorAll("[data-steps]")) makeMovable(list);
    form.addEventListener("change", (event) => note(event.target));
    form.addEventListener("input", (event) => {
      if (event.target.type === "text") note(event.target, true);
    });
    form.addEventListener("submit", pressed);
    refresh();
  }

  function place(text) {
    if (text === "end") return "end";
    const number = Number(text);
    return number >= 1 && number <= questions().length ? number : null;
  }

  function questions() { return [...form.querySelectorAll("[data-question]")]; }

  function question(position) { return document.getElementById(`q${position}`); }

  function pressed(event) {
    const { name, value } = event.submitter || { name: "go", value: "next" };
    event.preventDefault();
    if (name === "check") return check(Number(value));
    if (value === "lo" || value === "en") return change(value);
    if (value === "hand-in") return finish("hand-in");
    if (value === "leave") return flush().then(() => { location.href = form.dataset.leave; });
    if (value === "next") return show(here === "end" || here === questions().length ? "end" : here + 1);
    if (value === "back") return show(here === "end" ? questions().length : Math.max(here - 1, 1));
    return show(place(value) ?? here);
  }

  function show(next, move = true) {
    here = next;
    form.elements.q.value = here;
    for (const each of questions()) each.hidden = Number(each.dataset.question) !== here;
    const end = form.querySelector("[data-end]");
    end.hidden = here !== "end";
    form.querySelector("[data-back]").hidden = here === 1;
    form.querySelector("[data-next]").hidden = here === "end";
    for (const each of form.querySelectorAll("[data-go]")) {
      if (each.dataset.go === String(here)) each.setAttribute("aria-current", "step");
      else each.removeAttribute("aria-current");
    }
    history.replaceState(null, "", `?q=${here}`);
    if (!move) return;
    form.querySelector(".overview").open = false;
    (here === "end" ? end : question(here)).focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  function refresh() {
    const open = questions().filter((each) => !isAnswered(each)).map((each) => each.dataset.question);
    const total = questions().length;
    for (const each of form.querySelectorAll("[data-go]")) {
      if (each.dataset.go === "end") continue;
      const isOpen = open.includes(each.dataset.go);
      each.classList.toggle("full", !isOpen);
      each.querySelector("[data-answered]").textContent = ` ${isOpen ? words.wordOpen : words.wordAnswered}`;
    }
    for (const each of form.querySelectorAll("[data-missing-one]")) {
      each.hidden = !open.includes(each.dataset.missingOne);
    }
    form.querySelector("[data-missing]").hidden = !open.length;
    form.querySelector("[data-complete]").hidden = open.length > 0;
    form.querySelector("[data-progress]").value = total - open.length;
    form.querySelector("[data-of]").textContent =
      words.wordOf.replace("{n}", total - open.length).replace("{total}", total);
  }

  // --- what is filled in -----------------------------------------------------------------------
  function isAnswered(item) {
    if ("checked" in item.dataset) return true;
    const response = read(item);
    return response !== null && Object.keys(response).length > 0;
  }

  // The response in the server's form; null while it is none yet.
  function read(item) {
    const name = `a${item.dataset.question}`;
    const selects = [...item.querySelectorAll("select")];
    const key = (select) => select.name.slice(name.length + 1);
    if (item.dataset.kind === "numeric") {
      const typed = item.querySelector("input[type=text]").value.trim();
      return typed === "" || NUMBER.test(typed.replace(/\s/g, "")) ? typed : null;
    }
    if (item.dataset.kind === "matching") {
      return Object.fromEntries(selects.filter((each) => each.value).map((each) => [key(each), Number(each.value)]));
    }
    if (item.dataset.kind === "ordering") {
      const placed = selects.filter((each) => each.value);
      if (new Set(placed.map((each) => each.value)).size < placed.length || ![0, selects.length].includes(placed.length)) return null;
      return placed.sort((a, b) => a.value - b.value).map((each) => Number(key(each)));
    }
    return [...item.querySelectorAll(`[name=${name}]:checked`)].map((each) => Number(each.value));
  }

  function fill(item, response, sure) {
    const position = item.dataset.question;
    for (const each of item.querySelectorAll("input, select")) {
      if (each.name === `s${position}`) each.checked = sure !== null && each.value === (sure ? "1" : "0");
      else if (each.type === "radio" || each.type === "checkbox") each.checked = response.includes(Number(each.value));
      else if (each.type === "text") each.value = typeof response === "string" ? response : "";
      else if (item.dataset.kind === "matching") each.value = response[each.name.split("-")[1]] ?? "";
      else {
        const at = response.indexOf(Number(each.name.split("-")[1]));
        each.value = at < 0 ? "" : at + 1;
      }
    }
    const steps = item.querySelector("[data-steps]");
    if (steps) arrange(steps);
  }

  function putBack(answers) {
    for (const each of answers) {
      const item = question(each.position);
      if (item && !("checked" in item.dataset)) fill(item, each.response, each.sure);
    }
    refresh();
  }

  function note(control, typing = false) {
    const item = control.closest("[data-question]");
    if (!item || intent === "time-up") return;
    const response = read(item);
    const problem = item.querySelector("[data-problem]");
    if (problem && (!typing || response !== null)) {
      problem.hidden = response !== null;
      if (item.dataset.kind === "numeric") control.toggleAttribute("aria-invalid", response === null);
    }
    if (response === null) return;
    const position = Number(item.dataset.question);
    const sure = item.querySelector(`[name=s${position}]:checked`);
    kept = queue.load(id) || kept;
    const last = kept.answers[position];
    const is_sure = sure ? sure.value === "1" : null;
    if (last && JSON.stringify([last.response, last.sure]) === JSON.stringify([response, is_sure])) return;
    kept.answers[position] = {
      position, response, sure: is_sure, given_at: Date.now(),
      language: document.documentElement.lang, sent: false,
    };
    queue.store(id, kept);
    refresh();
    clearTimeout(timer);
    if (typing) timer = setTimeout(flush, 900);
    else flush();
  }

  // Steps are moved with buttons; their selects go along and are what is read and posted.
  function makeMovable(list) {
    for (const step of list.children) {
      const move = document.createElement("span");
      move.className = "move";
      for (const [by, sign, label] of [[-1, "↑", words.wordUpStep], [1, "↓", words.wordDownStep]]) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button quiet small";
        button.textContent = sign;
        button.setAttribute("aria-label", `${label}: ${step.querySelector(".words").textContent}`);
        button.addEventListener("click", () => shift(list, step, by, button));
        move.append(button);
      }
      step.append(move);
      step.querySelector("select").hidden = true;
    }
    arrange(list);
  }

  function arrange(list) {
    const steps = [...list.children];
    const at = (step) => Number(step.querySelector("select").value);
    if (steps.every(at)) list.append(...steps.sort((a, b) => at(a) - at(b)));
    edges(list);
  }

  function edges(list) {
    [...list.children].forEach((step, index, all) => {
      const [up, down] = step.querySelectorAll(".move button");
      up.disabled = index === 0;
      down.disabled = index === all.length - 1;
    });
  }

  function shift(list, step, by, button) {
    if (intent === "time-up") return;
    if (by < 0) step.previousElementSibling?.before(step);
    else step.nextElementSibling?.after(step);
    [...list.children].forEach((each, index) => { each.querySelector("select").value = index + 1; });
    edges(list);
    (button.disabled ? step.querySelector(".move button:not(:disabled)") : button).focus();
    const place = [...list.children].indexOf(step) + 1;
    say(words.wordPlace.replace("{place}", place).replace("{total}", list.children.length));
    note(step.querySelector("select"));
  }

  // --- sending ---------------------------------------------------------------------------------
  // Whoever waits for it waits for what is on its way too.
  function flush() {
    clearTimeout(timer);
    if (!sending) underWay = sendAll();
    return underWay;
  }

  async function sendAll() {
    sending = true;
    let answer = null;
    while (queue.waiting(id).length) {
      const result = await queue.send(id);
      if (result.state === "offline" || result.state === "trouble") { trouble = result.state; break; }
      if (result.answer) answer = result.answer;
      trouble = "";
    }
    sending = false;
    if (queue.waiting(id).length && trouble === "offline") {
      timer = setTimeout(flush, wait);
      wait = Math.min(wait * 2, 30000);
    } else wait = WAIT;
    if (answer) {
      wasSent = true;
      if (answer.finished) { location.replace(form.dataset.result); return; }
      for (const position of answer.misfits) misfit(position);
      if (String(answer.person ?? "") !== person) trouble = "signed-out";
    }
    tell();
    if (intent && !queue.waiting(id).length) post();
  }

  function misfit(position) {
    const problem = question(position)?.querySelector("[data-problem]");
    if (problem) problem.hidden = false;
  }

  function tell() {
    const state = form.querySelector("[data-state]");
    const count = queue.waiting(id).length;
    state.classList.toggle("bad", count > 0 && trouble !== "");
    let text = wasSent || !count ? words.wordSaved : "";
    if (intent && count) text = intent === "time-up" ? words.wordUp : words.wordHandIn;
    else if (count && trouble === "trouble") text = words.wordTrouble;
    else if (count && trouble) text = `${words.wordWaiting}: ${count}`;
    else if (trouble === "signed-out") text = words.wordSignedOut;
    if (trouble === "signed-out" && !count) {
      const link = document.createElement("a");
      link.href = `${form.dataset.signIn}?next=${encodeURIComponent(location.pathname + location.search)}`;
      link.textContent = words.wordSignIn;
      state.replaceChildren(`${text} `, link);
    } else if (text && state.textContent !== text) state.textContent = text;
  }

  // --- the end ---------------------------------------------------------------------------------
  function finish(why) {
    if (intent) return flush();
    intent = why;
    tell();
    return flush();
  }

  function post() {
    for (const each of form.elements) {
      if (/^[as]\d/.test(each.name) || each.name === "shown") each.disabled = true;
    }
    const go = document.createElement("input");
    go.type = "hidden";
    go.name = "go";
    go.value = intent;
    form.append(go);
    intent = "posted";
    form.querySelector("[data-hand-in]").disabled = true;
    form.submit();
  }

  function tick() {
    const clock = form.querySelector("[data-clock]");
    if (!clock) return;
    const left = Math.max(0, Math.ceil((Number(form.dataset.ends) - Date.now() + kept.offset) / 1000));
    clock.textContent = `${words.wordLeft} ${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    clock.classList.toggle("soon", left <= 60);
    if (left <= 60) announce("one");
    else if (left <= 300) announce("five");
    if (left > 0 || said.has("up")) return;
    said.add("up");
    say(words.wordUp);
    for (const item of questions()) {
      for (const each of item.querySelectorAll("input, select, button")) each.disabled = true;
    }
    intent = "time-up";
    tell();
    flush();
  }

  function announce(when) {
    if (said.has(when)) return;
    said.add("five").add(when);
    say(when === "one" ? words.wordOne : words.wordFive);
  }

  function say(text) { form.querySelector("[data-say]").textContent = text; }

  // --- practice: what was right -------------------------------------------------------------------
  async function check(position) {
    const item = question(position);
    note(item.querySelector("input, select"));
    await flush();
    const data = new FormData();
    for (const name of ["csrfmiddlewaretoken", "q"]) data.append(name, form.elements[name].value);
    data.append("check", position);
    try {
      if (queue.waiting(id).length) throw new Error("offline");
      const response = await fetch(form.action, { method: "POST", body: data, headers: { "X-Part": "question" } });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.getElementById(`q${position}`);
      if (!response.ok || !fresh) { location.href = `${location.pathname}?q=${position}`; return; }
      item.replaceWith(fresh);
      fresh.hidden = here !== position;
      const list = fresh.querySelector("[data-steps]");
      if (list) makeMovable(list);
      refresh();
      fresh.focus({ preventScroll: true });
      // Pages fetched before do not know what was said now.
      checks += 1;
      for (const language of Object.keys(pages)) delete pages[language];
      setTimeout(prefetch, 500);
    } catch {
      form.querySelector("[data-state]").textContent = words.wordCheck;
    }
  }

  // --- the other language -------------------------------------------------------------------------
  function address(language) { return location.pathname.replace(/^\/[a-z]{2}\//, `/${language}/`); }

  async function fetchPage(language) {
    const response = await fetch(`${address(language)}?q=1`, { credentials: "same-origin", cache: "no-store" });
    if (!response.ok) throw new Error(response.status);
    return response.text();
  }

  async function prefetch() {
    if (navigator.connection?.saveData) return;
    const asOf = checks;
    const own = document.documentElement.lang;
    const other = own === "lo" ? "en" : "lo";
    for (const language of "each" in form.dataset ? [other, own] : [other]) {
      if (pages[language]) continue;
      try {
        const text = await fetchPage(language);
        if (asOf !== checks) return; // the check has asked for newer ones
        pages[language] = text;
        if (language === other) keepPage(address(language), text);
      } catch { return; /* without a network: later, or not at all */ }
    }
  }

  async function change(language) {
    if (language === document.documentElement.lang) return;
    flush();
    let text = pages[language];
    try { text ||= await fetchPage(language); } catch {
      form.querySelector("[data-state]").textContent = words.wordLanguage;
      return;
    }
    const page = new DOMParser().parseFromString(text, "text/html");
    if (page.getElementById("test")) {
      pages[language] = text;
      keepPage(address(language), text);
    }
    if (!page.getElementById("test")) { location.href = `${address(language)}?q=${here}`; return; }
    const mine = questions().map((item) => [item, read(item)]);
    const typed = Object.fromEntries(mine.filter(([, response]) => response === null).map(([item]) =>
      [item.dataset.question, item.querySelector("input[type=text]")?.value]));
    const sure = (item) => item.querySelector(`[name=s${item.dataset.question}]:checked`);
    const answers = mine.filter(([item]) => !("checked" in item.dataset)).map(([item, response]) => ({
      position: Number(item.dataset.question), response: response ?? [],
      sure: sure(item) ? sure(item).value === "1" : null,
    }));
    const at = here;
    const path = address(language);
    document.documentElement.lang = language;
    document.title = page.title;
    for (const part of ["header.top", "main", ".skip"]) {
      document.querySelector(part).replaceWith(page.querySelector(part));
    }
    history.replaceState(null, "", `${path}?q=${at}`);
    mount();
    putBack(answers);
    for (const [position, value] of Object.entries(typed)) {
      const field = question(position).querySelector("input[type=text]");
      if (field) field.value = value;
    }
    show(at);
    tick();
    tell();
    setTimeout(prefetch, 4000);
  }

  // A phone that throws the page away opens it again, also without a network.
  async function keepPage(path, html) {
    if (isKept || !("caches" in window) || !("serviceWorker" in navigator)) return;
    try {
      navigator.serviceWorker.register("/sw.js").catch(() => {});
      const cache = await caches.open("tests");
      await cache.put(path, new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8" } }));
      const parts = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((each) => each.href || each.src);
      for (const part of [...parts, form.dataset.queue]) {
        if (!(await cache.match(part))) await cache.add(part); // from the browser's own cache, as a rule
      }
    } catch { /* no room: the page that is open goes on */ }
  }
}
