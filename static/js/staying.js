// How long somebody stays signed in: a page that is used keeps the sign-in, and one that has lost it says so in place.
const find = (selector) => document.querySelector(selector);

function keepsWords() {
  try {
    localStorage.setItem("tried", "1");
    localStorage.removeItem("tried");
    return true;
  } catch {
    return false;
  }
}

// The page stays as it is; what was written is here again after signing in (js/drafts.js, js/messages.js), or, where
// this browser keeps nothing, still stands on this page.
document.addEventListener("signed-out", ({ detail }) => {
  if (find("#signed-out")) return;
  const text = keepsWords() ? "You’ve been signed out. What you wrote is here again once you sign in." : "You’ve been signed out. What you wrote is still on this page: sign in in another tab, then come back.";
  const words = Object.assign(document.createElement("span"), { textContent: text });
  const link = Object.assign(document.createElement("a"), { href: detail.sign_in, className: "btn btn-primary btn-small", textContent: "Sign in" });
  if (!keepsWords()) link.target = "_blank";
  const note = Object.assign(document.createElement("div"), { id: "signed-out", className: "toast tone-warn" });
  note.append(words, link);
  find("#toasts").append(note);
  find("#status").textContent = text;
});

// Who types or presses something uses the page, however long it is until they send it: a browser that is used stays
// signed in (accounts/stays.py). Asked at most once in four minutes; an open page that nobody touches asks nothing.
const HERE_EVERY = 4 * 60_000;
let usedAt = Date.now();

function stayHere() {
  if (Date.now() - usedAt < HERE_EVERY || !navigator.onLine) return;
  usedAt = Date.now();
  find("#here")?.dispatchEvent(new Event("here"));
}

["input", "keydown", "pointerdown"].forEach((name) => document.addEventListener(name, stayHere, { passive: true }));
["htmx:error", "htmx:response:error"].forEach((name) => document.addEventListener(name, (event) => {
  if (event.target.id === "here") event.stopImmediatePropagation(); // nobody asked for it: no news
}, true));
