// Milestones put in order by dragging, where the buttons do the same for everybody; and printing.
const armed = new WeakSet();

function arrange(list) {
  const form = document.querySelector("#milestones-order");
  form.elements.order.value = [...list.children].map((item) => item.id.split("-")[1]).join();
  form.requestSubmit();
}

function arm() {
  const list = document.querySelector("[data-sorts]");
  if (!list || !window.Sortable || armed.has(list)) return;
  armed.add(list);
  document.documentElement.classList.add("can-drag");
  window.Sortable.create(list, {
    handle: ".grip",
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
    ghostClass: "dragged",
    onEnd({ oldIndex, newIndex }) {
      // Left behind by the drag; a style in an attribute would trouble the policy when the list is swapped.
      [...list.children].forEach((item) => { item.removeAttribute("style"); item.removeAttribute("draggable"); });
      if (oldIndex !== newIndex) arrange(list);
    },
  });
}

document.addEventListener("htmx:after:swap", arm);
arm();

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});
