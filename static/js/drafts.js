// What is typed about a session or a goal, or as feedback, stays in this browser until the server has it: through a lost
// connection, a session that has ended, a closed tab. Each page keeps a copy of its own, so two tabs never write over
// each other.
const PREFIX = "kept:";
const LONGEST = 30 * 24 * 3600 * 1000;
const UNTYPED = new Set(["csrfmiddlewaretoken", "draft_seen", "form_key", "seen", "version"]);
const READ = new Set(["seen", "version"]); // what was on the page: the server compares it with what stands
const page = Date.now().toString(36) + Math.random().toString(36).slice(2);
let typedAt = 0;
let sentAt = 0;

const theForm = () => document.querySelector("form[data-keeps]");
const owner = () => document.querySelector("[data-keeps], [data-sent]")?.closest("[data-owner]")?.dataset.owner;
const ticks = (form) => [...form.querySelectorAll("input[type=checkbox][name]")].map((box) => [box.name, ""]);
const typed = (form) => Object.fromEntries([...ticks(form), ...new FormData(form)].filter(([name]) => !UNTYPED.has(name)));
const read = (form) => Object.fromEntries([...new FormData(form)].filter(([name]) => READ.has(name)));
const keyOf = (form) => `${PREFIX}${owner()}:${form.dataset.keeps}:`;
const isIn = (form, values) => Object.entries(values).every(([name, text]) => (typed(form)[name] ?? "") === text);
const clock = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });

function copies() {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  return keys.map((key) => ({ key, ...JSON.parse(localStorage.getItem(key)) })).sort((one, other) => other.at - one.at);
}

function keep() {
  const form = theForm();
  if (!form) return;
  const copy = { at: Date.now(), of: form.elements.form_key?.value ?? "", values: typed(form), read: read(form) };
  try { localStorage.setItem(keyOf(form) + page, JSON.stringify(copy)); } catch { /* full, or forbidden: the server has it */ }
}

function fill(form, values) {
  Object.entries(values).forEach(([name, text]) => {
    const field = form.elements[name];
    if (field?.type === "checkbox") field.checked = Boolean(text);
    else if (field) field.value = text;
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

// One at a time, the newest first; what is in the form anyway needs no question.
function offer(form) {
  document.querySelector(".kept")?.remove();
  const others = copies().filter(({ key }) => key.startsWith(keyOf(form)) && !key.endsWith(page));
  others.filter(({ values }) => isIn(form, values)).forEach(({ key }) => localStorage.removeItem(key));
  const found = others.find(({ values }) => !isIn(form, values));
  if (!found) return;
  const note = Object.assign(document.createElement("div"), { className: "notice tone-info kept" });
  const words = Object.assign(document.createElement("div"), { className: "notice-words" });
  const choices = Object.assign(document.createElement("div"), { className: "cluster" });
  const done = () => { localStorage.removeItem(found.key); offer(form); };
  choices.append(
    button("Use it", () => { fill(form, { ...found.values, ...found.read }); keep(); done(); form.querySelector("textarea")?.focus(); }),
    button("Discard it", () => { done(); form.querySelector("textarea")?.focus(); }),
  );
  words.append(Object.assign(document.createElement("p"), { textContent: `We kept what you wrote at ${clock(found.at)}.` }), choices);
  note.append(words);
  form.before(note);
}

function start() {
  const sent = document.querySelector("[data-sent]")?.dataset.sent;
  const sender = sessionStorage.getItem("kept-by"); // only what this tab has sent: another may hold other words of it
  copies().forEach(({ key, at, of }) => {
    const isOthers = owner() && !key.startsWith(`${PREFIX}${owner()}:`);
    if (isOthers || at < Date.now() - LONGEST || (sent && of === sent && key.endsWith(`:${sender}`))) localStorage.removeItem(key);
  });
  if (theForm()) offer(theForm());
}

document.addEventListener("input", ({ target }) => {
  if (!target.closest("form[data-keeps]")) return;
  typedAt = Date.now();
  keep();
});

document.addEventListener("submit", ({ target }) => {
  if (!target.matches("form[data-keeps]")) return;
  if (typedAt) keep(); // once more: the page may have learned since what it is saved as
  sessionStorage.setItem("kept-by", page);
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
});
document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-discards]")) localStorage.removeItem(keyOf(theForm()) + page);
});

start();
