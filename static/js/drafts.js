// What is typed into a form with room for words stays in this browser until the server has it: through a lost
// connection, a sign-in that has ended, a closed tab. Each page keeps a copy of its own, so two tabs never write over
// each other. Copies are their writer's: whoever else signs in here finds none, and who signs out leaves none (app.js).
// Messages have their own (messages.js).
const PREFIX = "kept:";
const LONGEST = 30 * 24 * 3600 * 1000;
const WORDS = "textarea[name]:not([readonly])";
const UNTYPED = new Set(["csrfmiddlewaretoken", "draft_seen", "form_key", "seen", "version"]);
const READ = new Set(["seen", "version"]); // what was on the page: the server compares it with what stands
const NOT_SAVED = "[data-problem], .message.tone-warn, .message.tone-danger";
const page = Date.now().toString(36) + Math.random().toString(36).slice(2);
const owner = document.body.dataset.owner; // of nobody, and behind a link from an email, nothing is kept
let typedAt = 0;
let sentAt = 0;

const pathOf = (address) => new URL(address || location.pathname, location.href).pathname;
const addressOf = (form) => pathOf(form.getAttribute("action"));
const isKept = (form) => Boolean(owner) && form.getAttribute("method") === "post" && !form.dataset.writes
  && (form.dataset.keeps || form.querySelector(WORDS)) && !form.querySelector("[type=password]");
const forms = () => [...document.querySelectorAll("form")].filter(isKept);
const theForm = () => document.querySelector("form[data-keeps]");
const nameOf = (form) => form.dataset.keeps || `${addressOf(form)}#${form.querySelector(WORDS).name}`;
const keyOf = (form) => `${PREFIX}${owner}:${nameOf(form)}:`;
const clock = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });

// Hidden fields are the page's own, but for forms that say what they keep.
const fields = (form) => [...form.elements].filter((field) => field.name && !UNTYPED.has(field.name)
  && !["button", "file", "submit", ...(form.dataset.keeps ? [] : ["hidden"])].includes(field.type));
const isTick = (field) => ["checkbox", "radio"].includes(field.type);
const read = (form) => Object.fromEntries([...new FormData(form)].filter(([name]) => READ.has(name)));

// By name: a text, or of ticks all values that are ticked.
function typed(form) {
  const values = {};
  fields(form).forEach((field) => {
    if (!isTick(field)) values[field.name] = field.value;
    else values[field.name] = [...(values[field.name] ?? []), ...(field.checked ? [field.value] : [])];
  });
  return values;
}

const same = (one, other) => JSON.stringify(one ?? "") === JSON.stringify(other ?? "");
const isIn = (form, values) => Object.entries(values).every(([name, value]) => same(typed(form)[name], value));

function copies() {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  return keys.map((key) => ({ key, ...JSON.parse(localStorage.getItem(key)) })).sort((one, other) => other.at - one.at);
}

function keep(form, more = {}) {
  const copy = { at: Date.now(), of: form.elements.form_key?.value ?? "", values: typed(form), read: read(form), ...more };
  try { localStorage.setItem(keyOf(form) + page, JSON.stringify(copy)); } catch { /* full, or forbidden: it is on the page */ }
}

function interrupt(key) {
  const kept = localStorage.getItem(key);
  if (kept) localStorage.setItem(key, JSON.stringify({ ...JSON.parse(kept), interrupted: true }));
}

function fill(form, values) {
  [...form.elements].filter(({ name }) => name in values).forEach((field) => {
    if (isTick(field)) field.checked = values[field.name].includes(field.value);
    else field.value = values[field.name];
  });
  form.querySelectorAll("details").forEach((details) => {
    details.open ||= [...details.querySelectorAll("input:not([type=date]), textarea")].some((field) => field.value);
  });
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function button(label, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-secondary btn-small", textContent: label });
  made.addEventListener("click", act);
  return made;
}

function note(form, sentence, ...buttons) {
  const made = Object.assign(document.createElement("div"), { className: "notice tone-info kept" });
  const words = Object.assign(document.createElement("div"), { className: "notice-words" });
  const choices = Object.assign(document.createElement("div"), { className: "cluster" });
  choices.append(...buttons);
  words.append(Object.assign(document.createElement("p"), { textContent: sentence }), choices);
  made.append(words);
  form.before(made);
  for (let fold = form.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}

// One at a time, the newest first; what is in the form anyway needs no question. What a sign-in has interrupted goes on.
function offer(form) {
  if (form.previousElementSibling?.matches(".kept")) form.previousElementSibling.remove();
  const others = copies().filter(({ key }) => key.startsWith(keyOf(form)) && !key.endsWith(page));
  others.filter(({ values }) => isIn(form, values)).forEach(({ key }) => localStorage.removeItem(key));
  const found = others.find(({ values }) => !isIn(form, values));
  if (!found) return;
  const use = () => { fill(form, { ...found.values, ...found.read }); keep(form); localStorage.removeItem(found.key); };
  const focus = () => form.querySelector("textarea")?.focus();
  if (found.interrupted) {
    use();
    note(form, "You were signed out. Here is what you had written.",
      button("Discard it", () => { localStorage.removeItem(keyOf(form) + page); location.reload(); }));
  } else {
    note(form, `We kept what you wrote at ${clock(found.at)}.`,
      button("Use it", () => { use(); offer(form); focus(); }),
      button("Discard it", () => { localStorage.removeItem(found.key); offer(form); focus(); }));
  }
}

// The server has it: then other copies of the same words aren't needed, either, such as that of an ended sign-in.
function drop(sent) {
  const values = Object.entries(JSON.parse(localStorage.getItem(sent))?.values ?? {});
  const place = sent.slice(0, sent.lastIndexOf(":") + 1);
  const others = copies().filter((copy) => copy.key.startsWith(place) && values.every(([name, value]) => same(copy.values[name], value)));
  [sent, ...others.map(({ key }) => key)].forEach((key) => localStorage.removeItem(key));
}

// What became of what this tab sent last: a page of its writer without a problem has it; any other hasn't.
function settle() {
  const sent = sessionStorage.getItem("kept-sent");
  if (!sent) return;
  sessionStorage.removeItem("kept-sent");
  const went = performance.getEntriesByType("navigation")[0]?.type !== "back_forward";
  if (went && sent.startsWith(`${PREFIX}${owner}:`) && !document.querySelector(NOT_SAVED)) drop(sent);
  else interrupt(sent);
}

function start() {
  const sent = document.querySelector("[data-sent]")?.dataset.sent;
  const sender = sessionStorage.getItem("kept-by"); // only what this tab has sent: another may hold other words of it
  copies().forEach(({ key, at, of }) => {
    const isOthers = owner && !key.startsWith(`${PREFIX}${owner}:`);
    if (isOthers || at < Date.now() - LONGEST || (sent && of === sent && key.endsWith(`:${sender}`))) localStorage.removeItem(key);
  });
  settle();
  if (!document.querySelector("[data-problem]")) forms().forEach(offer);
}

document.addEventListener("input", ({ target }) => {
  const form = target.closest("form");
  if (!form || !isKept(form)) return;
  if (form.dataset.keeps) typedAt = Date.now();
  keep(form);
});

document.addEventListener("submit", ({ target }) => {
  if (!isKept(target)) return;
  if (target.dataset.keeps) {
    if (typedAt) keep(target); // once more: the page may have learned since what it is saved as
    sessionStorage.setItem("kept-by", page);
  } else {
    keep(target);
    sessionStorage.setItem("kept-sent", keyOf(target) + page);
  }
});

// Sent without leaving the page: taken, where the server says so. One that leads on is settled by the page it leads to.
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const form = ctx.sourceElement;
  if (!form.matches?.("form:not([data-keeps])") || !isKept(form) || pathOf(ctx.request.action) !== addressOf(form)) return;
  const { status, headers } = ctx.response;
  if (status < 300 && headers.get("HX-Redirect")) return;
  sessionStorage.removeItem("kept-sent");
  if (status < 300) drop(keyOf(form) + page);
});
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (!ctx.response) sessionStorage.removeItem("kept-sent"); // it didn't reach the server
});

document.addEventListener("signed-out", () => {
  forms().forEach((form) => interrupt(keyOf(form) + page));
});

// Without a connection nothing is tried: what is typed is here, and goes out once there is one again.
document.addEventListener("htmx:before:request", (event) => {
  if (!event.target.closest?.("[data-drafts]")) return;
  sentAt = Date.now();
  if (navigator.onLine) return;
  event.preventDefault();
  document.querySelector("#draft-status").dataset.offline = "";
});
addEventListener("online", () => theForm()?.dispatchEvent(new Event("input", { bubbles: true })));

document.addEventListener("htmx:after:swap", () => {
  const form = theForm();
  if (form && document.querySelector("#draft-status[data-saved]") && typedAt <= sentAt) localStorage.removeItem(keyOf(form) + page);
  const isNew = (one) => !localStorage.getItem(keyOf(one) + page) && !one.previousElementSibling?.matches(".kept");
  forms().filter((one) => one !== form && isNew(one)).forEach(offer);
});
document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-discards]")) localStorage.removeItem(keyOf(theForm()) + page);
});

start();
