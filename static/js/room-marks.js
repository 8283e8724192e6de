// The rules of a room, without page, store or network: what marks add up to, which session is on now,
// and how names are compared. The state of a cell (a person at a session) depends only on the set of its
// marks, as on the server: its heads are the marks that no other mark has seen.
export const ATTENDED = ["present", "late", "left_early"];
//: What a tap on the row does; what is not here was chosen with care, and a tap asks first.
export const NEXT = { "": "present", present: "late", late: "absent", absent: "present" };
const GRACE = 15 * 60_000; // a session is still "on" this long after its end
const VIENTIANE = 7 * 3_600_000; // no summer time there

export const cellOf = (ref, session) => `${ref}/${session}`;

// The heads of a cell, with the events that still wait on this phone, in their order.
export function headsWith(heads, events) {
  let found = [...heads];
  for (const event of events) {
    const { id, status, at, seen, offset_ms } = event;
    found = found.filter((head) => !seen.includes(head.id) && head.id !== id);
    found.push({ id, status, at, offset_ms, by: "", mine: true });
  }
  return found;
}

// {status, disputed, head}: heads that agree are the state. Of heads that differ the last one counts
// until somebody chooses.
export function stateOf(heads) {
  const marks = heads.filter((head) => head.status !== "withdrawn");
  const when = (head) => Date.parse(head.at) + (head.offset_ms || 0);
  const head = marks.reduce((best, each) => (
    !best || when(each) > when(best) || (when(each) === when(best) && each.id > best.id) ? each : best), null);
  return { status: head ? head.status : "", disputed: new Set(heads.map((each) => each.status)).size > 1, head };
}

export function dayOf(now) { return new Date(now + VIENTIANE).toISOString().slice(0, 10); }

export function timeOf(moment) { return new Date(Number(new Date(moment)) + VIENTIANE).toISOString().slice(11, 16); }

// The session that is on; in a break the next one, after the last one that one.
export function sessionOn(sessions, now) {
  const today = sessions.filter((each) => each.day === dayOf(now));
  const among = today.length ? today : sessions;
  return among.find((each) => Date.parse(each.ends_at) + GRACE > now) || among.at(-1) || null;
}

// What the head of the page counts. ``statusOf(ref)`` is '' for unmarked.
export function totalsOf(people, statusOf) {
  const totals = { listed: 0, attended: 0, female: 0, male: 0, away: 0, unmarked: 0, organisations: new Map() };
  for (const person of people) {
    const status = statusOf(person.ref);
    const key = person.organisation ?? "";
    const group = totals.organisations.get(key) || { listed: 0, attended: 0, female: 0 };
    totals.organisations.set(key, group);
    totals.listed += 1;
    group.listed += 1;
    if (!status) totals.unmarked += 1;
    else if (!ATTENDED.includes(status)) totals.away += 1;
    else {
      totals.attended += 1;
      group.attended += 1;
      if (person.gender in totals) totals[person.gender] += 1;
      if (person.gender === "female") group.female += 1;
    }
  }
  return totals;
}

// --- names --------------------------------------------------------------------------------------
// As core.lao.fold: all spellings of the same word are equal.
export function fold(text) {
  let folded = text.normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f'’ʼ`´]/g, "")
    .replace(/[໐-໙]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xea0))
    .replace(/[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]/g, "").replace(/[\p{P}\p{Z}\p{C}]/gu, " ");
  for (let before = ""; before !== folded;) {
    before = folded;
    folded = folded.replace(/ເເ/g, "ແ").replace(/([\u0eb1\u0eb4-\u0eb9\u0ebb\u0ecd\u0ec8-\u0ecc]+)\u0ebc/g, "\u0ebc$1")
      .replace(/([\u0ec8-\u0ecc]+)([\u0eb1\u0eb4-\u0eb9\u0ebb\u0ecd]+)/g, "$2$1")
      .replace(/\u0ecd([\u0ec8-\u0ecc]*)\u0eb2/g, "$1\u0eb3").replace(/\u0eb3([\u0ec8-\u0ecc]+)/g, "$1\u0eb3")
      .replace(/ຫ[ລຣ]/g, "ຫຼ").replace(/ຫນ/g, "ໜ").replace(/ຫມ/g, "ໝ");
  }
  return folded.replace(/\s+/g, " ").trim();
}

// Rougher: without tones, long vowels as short ones, and the ways Lao is written in Latin letters.
export function rough(folded) {
  return folded.replace(/[\u0ec8-\u0ecc]/g, "").replace(/ີ/g, "ິ").replace(/ື/g, "ຶ").replace(/ູ/g, "ຸ")
    .replace(/າ/g, "ະ").replace(/ັ/g, "ະ").replace(/ຣ/g, "ລ")
    .replace(/([bcdfgklmnpst])h/g, "$1").replace(/x/g, "s").replace(/v/g, "w").replace(/r/g, "l").replace(/j|y/g, "i")
    .replace(/oo|ou/g, "u").replace(/ee/g, "i").replace(/(.)\1+/gu, "$1");
}

// The refs that fit what was typed: as folded on the server, else by the rougher comparison.
export function found(people, text) {
  const words = fold(text).split(" ").filter(Boolean);
  if (!words.length) return null;
  const among = (key, wanted) => new Set(people.filter((person) => wanted.every((word) => key(person).includes(word))).map((each) => each.ref));
  const exact = among((person) => person.search, words);
  const roughly = words.map(rough);
  if (exact.size || roughly.some((word) => word.length < 2)) return exact;
  return among((person) => rough(person.search), roughly);
}

// crypto.randomUUID is missing where a laptop in the room serves the page without https.
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
