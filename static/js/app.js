// The small behaviours that HTML has no word for yet. Everything is delegated and keyed by data-*, so that it also
// works in what htmx swaps in; every page works without this file.
const find = (selector, root = document) => root.querySelector(selector);
const token = () => JSON.parse(document.body.getAttribute("hx-headers:inherited"))["X-CSRFToken"];

function element(tag, attributes = {}, ...children) {
  const made = Object.assign(document.createElement(tag), attributes);
  made.append(...children);
  return made;
}

// Said to a screen reader. The gap makes the same sentence count as new.
function say(text) {
  find("#status").textContent = "";
  setTimeout(() => { find("#status").textContent = text; }, 60);
}

function undoForm(url) {
  return element("form", { method: "post", action: url },
    element("input", { type: "hidden", name: "csrfmiddlewaretoken", value: token() }),
    element("button", { className: "btn btn-quiet btn-small", textContent: "Undo" }));
}

// Goes by itself only if there is nothing to press in it and nothing went wrong.
function toast({ text, undo, tone = "neutral" }) {
  const close = element("button", { type: "button", className: "btn btn-quiet btn-small", textContent: "Close" });
  const note = element("div", { className: `toast tone-${tone}` }, element("span", { textContent: text }));
  if (undo) note.append(undoForm(undo));
  note.append(close);
  close.addEventListener("click", () => note.remove());
  find("#toasts").append(note);
  say(text);
  if (undo || tone === "danger") return;
  const leave = () => note.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : note.remove();
  setTimeout(leave, 8000);
}

const unreached = () => toast({ tone: "danger", text: "That didn't reach the server. What you typed is still here: try again in a moment." });

document.addEventListener("toast", (event) => toast(event.detail));
document.addEventListener("htmx:error", unreached);
document.addEventListener("htmx:response:error", ({ detail }) => { if (detail.ctx.response.status >= 500) unreached(); });

// After a swap: a fresh token for the whole page, a dialog to open, a place to look at.
document.addEventListener("htmx:after:swap", ({ detail }) => {
  const fresh = find("[data-fresh-token]");
  if (fresh) {
    document.body.setAttribute("hx-headers:inherited", JSON.stringify({ "X-CSRFToken": fresh.dataset.freshToken }));
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((input) => { input.value = fresh.dataset.freshToken; });
    fresh.removeAttribute("data-fresh-token");
  }
  const opens = detail.ctx.sourceElement?.closest?.("[data-opens]");
  if (opens && !find(opens.dataset.opens).open) find(opens.dataset.opens).showModal();
  const target = document.querySelectorAll("[data-focus]:not([data-focused])");
  const last = target[target.length - 1];
  if (!last) return;
  last.setAttribute("data-focused", "");
  last.focus();
  if (last.matches(".error-summary") && !document.title.startsWith("Error: ")) document.title = `Error: ${document.title}`;
});

// One question before something that can't be undone, in a dialog of ours.
function ask(question, label) {
  const dialog = find("#confirm");
  find("#confirm-text").textContent = question;
  find("[data-confirm-label]").textContent = label || "Yes, go on";
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

document.addEventListener("htmx:confirm", (event) => {
  event.preventDefault();
  const { ctx, issueRequest, dropRequest } = event.detail;
  ask(ctx.confirm).then((yes) => (yes ? issueRequest() : dropRequest()));
});

// Who signs out leaves nothing in this browser: the copies of what was typed and not saved (js/drafts.js).
const forget = () => Object.keys(localStorage).filter((key) => key.startsWith("kept:")).forEach((key) => localStorage.removeItem(key));

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.getAttribute("action")?.endsWith("/logout/")) forget();
  const stop = () => { event.preventDefault(); event.stopImmediatePropagation(); };
  if (form.dataset.confirm && !form.dataset.confirmed) {
    stop();
    ask(form.dataset.confirm, event.submitter?.textContent.trim()).then((yes) => {
      if (!yes) return;
      form.dataset.confirmed = "yes";
      form.requestSubmit(event.submitter);
    });
  } else if (form.method === "post" && !form.hasAttribute("hx-post")) {
    if (!navigator.onLine) { stop(); unreached(); delete form.dataset.confirmed; return; }
    if (form.ariaBusy === "true") { stop(); return; }
    form.ariaBusy = "true";
    setTimeout(() => { form.ariaBusy = null; delete form.dataset.confirmed; }, 5000);
  }
}, true);

addEventListener("pageshow", () => document.querySelectorAll("form[aria-busy]").forEach((form) => { form.ariaBusy = null; }));

// Only shown once it matters: the last tenth of what fits.
function count(field) {
  const note = find(`[data-count="${CSS.escape(field.id)}"]`);
  if (!note) return;
  const most = Number(field.dataset.most), left = most - field.value.length, many = Math.abs(left);
  note.hidden = left > most / 10;
  note.textContent = `${many} character${many === 1 ? "" : "s"} ${left < 0 ? "too many" : "left"}`;
}

document.addEventListener("input", ({ target }) => { if (target.matches("textarea[data-most]")) count(target); });

document.addEventListener("click", async ({ target }) => {
  const copy = target.closest("[data-copy]");
  if (copy) {
    const source = find(copy.dataset.copy);
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
    toast({ text: "Copied." });
  }
  const opener = target.closest("button[data-opens]");
  if (opener && !opener.matches("[hx-get]")) find(opener.dataset.opens).showModal();
});

const offsets = (timeZone) => ["2026-01-01", "2026-07-01"].map((day) =>
  new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }).format(new Date(day))).join();

// Offers the browser's zone if its clock differs from the profile's; it never switches anything by itself.
customElements.define("tz-hint", class extends HTMLElement {
  connectedCallback() {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const known = this.getAttribute("zone");
    if (!here || here === this.getAttribute("declined") || (known && offsets(here) === offsets(known))) return;
    find("[name=time_zone]", this).value = here;
    this.querySelectorAll("[data-city]").forEach((city) => { city.textContent = here.split("/").pop().replaceAll("_", " "); });
    this.hidden = false;
  }
});

document.querySelectorAll("[data-focus]").forEach((place) => place.setAttribute("data-focused", ""));
find("main .error-summary")?.focus();
