// Messages of a pair: look for new ones while somebody looks at the page, send by Ctrl+Enter, and keep in this browser
// what was typed and not sent (copies as in js/drafts.js: signing out clears them).
const EVERY = 20_000;
const NOTICED = 1_500; // so long on the screen: read
const find = (selector) => document.querySelector(selector);
const form = () => find("form[data-writes]");
const place = () => `kept:${form().dataset.owner}:${form().dataset.writes}:unsent`;
const isSeen = () => document.visibilityState === "visible" && navigator.onLine;
const newest = () => Number(find("#thread")?.dataset.newest ?? 0);
let known = newest();
let sending = false;

function look() {
  if (isSeen()) find("#seen")?.dispatchEvent(new Event("look"));
}

function lookSoon() {
  if (Number(find("#thread")?.dataset.unread)) setTimeout(look, NOTICED);
}

function say(text) {
  find("#status").textContent = "";
  setTimeout(() => { find("#status").textContent = text; }, 60);
}

function keep() {
  const text = form().elements.text.value;
  try {
    if (text) localStorage.setItem(place(), JSON.stringify({ at: Date.now(), of: "", values: { text } }));
    else localStorage.removeItem(place());
  } catch { /* full, or forbidden: then it is only on the screen */ }
}

// Said where there is a keyboard, and a script that listens to it.
function tellOfKeys() {
  const hint = find("[data-keys]");
  if (hint) hint.hidden = matchMedia("(pointer: coarse)").matches;
}

function bringBack() {
  const kept = form() && localStorage.getItem(place());
  if (kept && !form().elements.text.value) form().elements.text.value = JSON.parse(kept).values.text;
}

document.addEventListener("input", ({ target }) => { if (target.closest("form[data-writes]")) keep(); });

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.closest("form[data-writes]")) return;
  event.preventDefault();
  form().requestSubmit();
});

document.addEventListener("submit", ({ target }) => { if (target === form()) sending = true; });

document.addEventListener("htmx:after:swap", () => {
  const own = sending && !find("#message-form .error-summary");
  if (newest() > known) {
    say(own ? "Your message is sent." : `${find("#thread").dataset.partner} has written to you.`);
    if (own || form()?.contains(document.activeElement)) form().scrollIntoView({ block: "end" });
  }
  if (own && newest() > known) {
    localStorage.removeItem(place());
    form().elements.text.focus();
  }
  if (newest() > known) lookSoon();
  if (newest() < known) look(); // an answer that was overtaken by a later one
  known = Math.max(known, newest());
  tellOfKeys();
  sending = false;
});

// Nobody asked for a look: that one didn't reach the server is no news, the next one may.
["htmx:error", "htmx:response:error"].forEach((name) => document.addEventListener(name, (event) => {
  if (event.target.closest?.("#seen")) event.stopImmediatePropagation();
}, true));

document.addEventListener("visibilitychange", look);
setInterval(look, EVERY);
bringBack();
tellOfKeys();
lookSoon();
if (!location.hash && !location.search) find("#write")?.scrollIntoView({ block: "end" });
