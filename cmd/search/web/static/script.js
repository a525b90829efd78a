// @ts-check
// What the pages can do beyond links and forms: keys, completion, results that follow the
// check boxes, and word of a new snapshot. Every page works without it.
"use strict";

// The style sheet hides the buttons that only pages without the script need.
document.documentElement.classList.add("live");

/** @param {string} selector @returns {HTMLElement | null} */
const one = (selector) => document.querySelector(selector);

const query = /** @type {HTMLInputElement | null} */ (one("#q"));
const form = /** @type {HTMLFormElement | null} */ (one("#search"));

// Results that follow the check boxes and the order. The old ones stay, greyed, until the
// new ones are there.
let asked = 0;
/** The parameters of the results on the page. */
let parameters = location.search;

/** @param {string} address @param {boolean} remember */
async function load(address, remember) {
  const turn = ++asked;
  const main = one("main");
  if (!main) return;
  main.setAttribute("aria-busy", "true");
  const focused = document.activeElement instanceof HTMLInputElement ? document.activeElement.value : "";
  try {
    const answer = await fetch(address, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector("main");
    if (turn !== asked) return;
    if (!next) { location.assign(address); return; }
    main.replaceWith(document.adoptNode(next));
    document.title = page.title;
    const said = one("#said");
    if (said) said.textContent = one("h1")?.textContent ?? "";
    if (remember) history.pushState(null, "", address);
    parameters = location.search;
    for (const box of document.querySelectorAll("main input[type=checkbox]")) {
      if (focused && box instanceof HTMLInputElement && box.value === focused) box.focus();
    }
    current = -1;
  } catch {
    location.assign(address);
  }
}

// Fields that are empty or have their default are left out of addresses.
form?.addEventListener("formdata", ({ formData }) => {
  for (const [name, value] of [...formData]) if (value === "" || value === "relevance" && name === "sort") formData.delete(name);
  formData.delete("pick");
  for (const id of chosen()) formData.append("pick", id);
});

// The cables that are chosen stay chosen on other pages: the address has them.
/** @returns {string[]} */
function chosen() {
  const form = /** @type {HTMLFormElement | null} */ (one("#export"));
  return form ? new FormData(form).getAll("pick").map(String) : new URLSearchParams(location.search).getAll("pick");
}

/** Returns an address with the cables that are chosen. @param {string} address */
function picking(address) {
  const url = new URL(address, location.href);
  url.searchParams.delete("pick");
  for (const id of chosen()) url.searchParams.append("pick", id);
  return url.href;
}

/** A cable was chosen, or is no more. @param {HTMLInputElement} box */
function choose(box) {
  const form = box.form, most = Number(form?.dataset.most), ids = chosen(), line = one("#picked");
  if (ids.length > most) box.checked = false;
  else history.replaceState(null, "", picking(location.href));
  parameters = location.search;
  const away = form?.querySelectorAll("input[type=hidden][name=pick]").length;
  const text = ids.length > most ? `At most ${most} cables can be chosen` : `${ids.length} chosen` + (away ? `, ${away} of them not on this page` : "");
  const count = line?.querySelector("span"), said = one("#said");
  if (count) count.textContent = text;
  if (said) said.textContent = text;
  if (line) line.hidden = ids.length === 0;
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (link instanceof HTMLAnchorElement && link.origin === location.origin && ["/", "/cable", "/facet"].includes(link.pathname) && !link.matches(".home, .picked a")
    && !link.getAttribute("href")?.startsWith("#")) link.href = picking(link.href);
}, true);

/** @returns {string} */
function address() {
  const fields = new URLSearchParams();
  if (form) for (const [name, value] of new FormData(form)) fields.append(name, String(value));
  return "/?" + fields.toString();
}

document.addEventListener("change", (event) => {
  const at = event.target;
  const live = at instanceof HTMLInputElement && at.type === "checkbox" || at instanceof HTMLSelectElement;
  if (live && at.form === form && one("main.search")) load(address(), true);
  else if (at instanceof HTMLInputElement && at.name === "pick") choose(at);
});
// The skip link is in the history, too, but asks nothing else.
if (one("main.search")) addEventListener("popstate", () => { if (location.search !== parameters) load(location.href, false); });

// A range of dates is dragged over the timeline.
/** The bar where a drag began. @type {SVGAElement | null} */
let from = null;

/** Returns the bar nearest to a place. @param {number} x */
function barAt(x) {
  let nearest = null, least = Infinity;
  for (const bar of /** @type {NodeListOf<SVGAElement>} */ (document.querySelectorAll(".timeline a[data-date]"))) {
    const { left, right } = bar.getBoundingClientRect();
    const off = Math.max(left - x, x - right, 0);
    if (off < least) [nearest, least] = [bar, off];
  }
  return nearest;
}

/** Returns the bars between where a drag began and a place. @param {number} x */
function barsTo(x) {
  const bars = [...document.querySelectorAll(".timeline a[data-date]")], to = barAt(x);
  if (!from || !to) return [];
  const [first, last] = [bars.indexOf(from), bars.indexOf(to)].sort((a, b) => a - b);
  return bars.slice(first, last + 1);
}

/** @param {Element[]} bars */
const pickBars = (bars) => document.querySelectorAll(".timeline a").forEach((bar) => bar.classList.toggle("picked", bars.includes(bar)));

document.addEventListener("pointerdown", (event) => {
  const inside = event.target instanceof Element && event.target.closest(".timeline svg");
  from = inside && event.button === 0 ? barAt(event.clientX) : null;
});
document.addEventListener("dragstart", (event) => { if (from) event.preventDefault(); });
document.addEventListener("pointermove", (event) => { if (from) pickBars(barsTo(event.clientX)); });
document.addEventListener("pointercancel", () => { from = null; pickBars([]); });
document.addEventListener("pointerup", (event) => {
  const bars = barsTo(event.clientX);
  from = null;
  pickBars([]);
  const ends = /** @type {HTMLInputElement[]} */ ([one(".dates input[name=from]"), one(".dates input[name=to]")]);
  if (bars.length < 2 || !ends[0] || !ends[1]) return;
  ends[0].value = bars[0].getAttribute("data-date") ?? "";
  ends[1].value = bars[bars.length - 1].getAttribute("data-date") ?? "";
  /** The click that follows must not open the link of a bar. @param {Event} click */
  const stop = (click) => click.preventDefault();
  document.addEventListener("click", stop, { once: true, capture: true });
  setTimeout(() => document.removeEventListener("click", stop, true));
  load(address(), true);
});

// Completion of the last word.
/** @type {HTMLUListElement | null} */
let list = null;
let picked = -1;
let typed = 0;

function closeList() {
  list?.remove();
  list = null;
  picked = -1;
  query?.setAttribute("aria-expanded", "false");
  query?.removeAttribute("aria-activedescendant");
}

/** @param {string} text */
function take(text) {
  if (!query) return;
  query.value = text + (text.endsWith(":") ? "" : " ");
  closeList();
  query.focus();
}

async function complete() {
  if (!query || !form) return;
  const turn = ++typed;
  const value = query.value;
  if (query.selectionStart !== value.length || /\s$/.test(value) || value === "") { closeList(); return; }
  const answer = await fetch("/complete?q=" + encodeURIComponent(value), { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return;
  /** @type {{query: string, text: string, label: string}[]} */
  const offers = await answer.json();
  if (turn !== typed) return;
  closeList();
  if (offers.length === 0 || document.activeElement !== query) return;
  list = document.createElement("ul");
  list.id = "offers";
  list.dataset.value = value;
  list.className = "offers";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Completions");
  offers.forEach((offer, i) => {
    const item = document.createElement("li");
    item.id = "offer" + i;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.query = offer.query;
    const label = document.createElement("small");
    label.textContent = " " + offer.label;
    item.append(offer.text, label);
    item.addEventListener("mousedown", (event) => { event.preventDefault(); take(offer.query); });
    list?.append(item);
  });
  form.append(list);
  query.setAttribute("aria-expanded", "true");
}

/** @param {number} step */
function pick(step) {
  const items = list ? [...list.children] : [];
  if (items.length === 0) return;
  typed++; // an answer on its way must not change the list now
  items[picked]?.setAttribute("aria-selected", "false");
  picked = (picked + step + items.length + (picked < 0 && step < 0 ? 1 : 0)) % items.length;
  items[picked].setAttribute("aria-selected", "true");
  items[picked].scrollIntoView({ block: "nearest" });
  query?.setAttribute("aria-activedescendant", items[picked].id);
}

if (query) {
  query.setAttribute("role", "combobox");
  query.setAttribute("aria-autocomplete", "list");
  query.setAttribute("aria-controls", "offers");
  query.setAttribute("aria-expanded", "false");
  query.addEventListener("input", complete);
  query.addEventListener("blur", closeList);
  query.addEventListener("keydown", (event) => {
    if (event.key === "Escape") typed++; // an answer on its way must not open the list again
    if (!list || !query) return;
    // The offers for what was typed before are there until the new ones are.
    if (list.dataset.value !== query.value && event.key !== "Escape") return;
    if (event.key === "ArrowDown") pick(1);
    else if (event.key === "ArrowUp") pick(-1);
    else if (event.key === "Escape") closeList();
    else if (event.key === "Enter" && picked >= 0) take(/** @type {HTMLElement} */ (list.children[picked]).dataset.query || "");
    else return;
    event.preventDefault();
  });
}

// Keys. They do nothing while one types, or with another key held.
let current = -1;

/** @param {number} step */
function toHit(step) {
  const hits = [...document.querySelectorAll("li.hit")];
  if (hits.length === 0) return;
  hits[current]?.classList.remove("current");
  current = Math.min(Math.max(current + step, 0), hits.length - 1);
  hits[current].classList.add("current");
  const link = hits[current].querySelector("a");
  link?.focus();
  hits[current].scrollIntoView({ block: "nearest" });
}

/** @param {number} step */
function toMatch(step) {
  const total = document.querySelectorAll("main.cable mark[id]").length;
  if (total === 0) return;
  const at = Number(/^#m(\d+)$/.exec(location.hash)?.[1] || 0);
  const next = Math.min(Math.max(at + step, 1), total);
  location.hash = "m" + next;
  one("#m" + next)?.focus({ preventScroll: true });
}

// Who speaks to the browser turns the keys off: WCAG 2.1.4.
const keysOff = () => localStorage.getItem("reftel-keys") === "off";
const keysSwitch = /** @type {HTMLInputElement | null} */ (one("#keys-on"));
if (keysSwitch) {
  keysSwitch.checked = !keysOff();
  keysSwitch.addEventListener("change", () => localStorage.setItem("reftel-keys", keysSwitch.checked ? "on" : "off"));
}

const keys = /** @type {HTMLDialogElement | null} */ (one("#keys"));
const keysButton = one("#keys-button");
if (keysButton) {
  keysButton.hidden = false;
  keysButton.addEventListener("click", () => keys?.showModal());
}

document.addEventListener("keydown", (event) => {
  const at = event.target;
  if (event.ctrlKey || event.metaKey || event.altKey || keys?.open || keysOff()) return;
  if (at instanceof HTMLInputElement && at.type !== "checkbox" || at instanceof HTMLSelectElement || at instanceof HTMLTextAreaElement) return;
  switch (event.key) {
    case "/": query?.focus(); query?.select(); break;
    case "j": toHit(1); break;
    case "k": toHit(-1); break;
    case "o": /** @type {HTMLElement | null} */ (one("li.current a"))?.click(); break;
    case "n": toMatch(1); break;
    case "p": toMatch(-1); break;
    case "?": keys?.showModal(); break;
    default: return;
  }
  event.preventDefault();
});

// A cable opens at its first match.
if (one("main.cable #m1") && location.hash === "") location.replace("#m1");

// The strip beside the scroll bar shows where the matches are in the page as it is laid out.
function placeStrip() {
  const height = document.documentElement.scrollHeight;
  for (const at of document.querySelectorAll(".strip rect")) {
    const match = one("#" + at.getAttribute("data-match"));
    if (match) at.setAttribute("y", String(Math.round((match.getBoundingClientRect().top + scrollY) / height * 1000)));
  }
}
const strip = document.querySelector(".strip");
if (strip) {
  placeStrip();
  strip.addEventListener("click", (event) => {
    const match = event.target instanceof Element && event.target.getAttribute("data-match");
    if (match) location.hash = match;
  });
  addEventListener("resize", placeStrip);
  document.addEventListener("toggle", placeStrip, true);
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!(button instanceof HTMLButtonElement) || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy || "")?.textContent || "");
    button.textContent = "Copied";
  });
}

// Word of a new snapshot.
const shown = document.body.dataset.snapshot;
async function look() {
  if (document.hidden) return;
  const answer = await fetch("/state", { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return;
  const notice = one("#changed");
  if (notice && (await answer.json()).snapshot !== shown) notice.hidden = false;
}
setInterval(look, 10000);
