"""What is checked on a page: axe's rules, nothing wider than the screen, nothing cut off, contrast in each look."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Page

AXE = Path(__file__).parent.parent / "vendor/axe-core-4.14.1/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLORS = ["color-contrast", "link-in-text-block"]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
LOOKS = [(PHONE, "light"), (DESK, "light"), (DESK, "dark"), (PHONE, "dark")]

# Runs in the page: what is wider than its place or was squeezed. `data-scrolls` marks what may scroll sideways.
MISTAKES = """() => {
  const FREE = ".vh, [data-scrolls], .prose pre, svg, input, select, textarea";
  const classes = (e) => [...e.classList].map((word) => `.${word}`).join("");
  const name = (e) => e.tagName.toLowerCase() + (e.id ? `#${e.id}` : "") + classes(e);
  const shown = (e) => e.checkVisibility() && !e.closest(FREE);
  const wide = document.documentElement.scrollWidth - innerWidth;
  const found = wide > 0 ? [`the page is ${wide} px too wide`] : [];
  for (const e of [...document.querySelectorAll("body *")].filter(shown)) {
    const style = getComputedStyle(e);
    const box = e.getBoundingClientRect();
    const cut = style.overflowX !== "visible" && e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1;
    const outside = box.width && style.position !== "fixed" && (box.right > innerWidth + 1 || box.left < -1);
    if (cut) found.push(`${name(e)} is cut off`);
    if (outside) found.push(`${name(e)} leaves the screen: ${e.textContent.trim().slice(0, 40)}`);
    if (e.matches(".btn") && box.height < 24) found.push(`${name(e)} is too small to press`);
  }
  for (const svg of document.querySelectorAll("svg[width]")) {
    const drawn = svg.getBoundingClientRect().width;
    const wanted = Number(svg.getAttribute("width"));
    const free = !svg.checkVisibility() || svg.closest(".vh, .nav");
    if (!free && Math.abs(drawn - wanted) > 1) found.push(`an icon is ${drawn} px wide instead of ${wanted}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  const twice = new Set(ids.filter((id, position) => ids.indexOf(id) !== position));
  return found.concat([...twice].map((id) => `the id ${id} is there twice`));
}"""


# The bars at the top and at the bottom lie over whatever is scrolled to their place: not a mistake of what lies there.
UNCOVERED = """() => {
  const height = document.documentElement.scrollHeight;
  for (const bar of document.querySelectorAll("header, header nav")) {
    bar.removeAttribute("style"); // of the look before
    const position = getComputedStyle(bar).position;
    if (position === "sticky") bar.style.position = "static";
    if (position === "fixed") Object.assign(bar.style, { position: "absolute", insetBlock: `${height}px auto` });
  }
}"""


# Each text that is to be seen: what it looks like, and on what.
TEXTS = """() => {
  const grounds = new Map();
  const ground = (e) => {
    if (!e) return "";
    if (!grounds.has(e)) {
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(e);
      const own = `${backgroundColor} ${backgroundImage} ${opacity}`;
      const below = ground(e.parentElement);
      grounds.set(e, own === "rgba(0, 0, 0, 0) none 1" ? below : `${own} / ${below}`);
    }
    return grounds.get(e);
  };
  const off = "[aria-disabled=true], [aria-disabled=true] *, :disabled, :has(> :disabled)";
  const isText = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim();
  const says = (e) => e.matches("input, select, textarea") || [...e.childNodes].some(isText);
  window.texts = [...document.querySelectorAll("body *")].filter((e) => says(e) && e.checkVisibility());
  return window.texts.map((e) => {
    const { color, fontSize, fontWeight } = getComputedStyle(e);
    return [e.tagName, e.getAttribute("class"), e.matches(off), color, fontSize, fontWeight, ground(e)].join(" | ");
  });
}"""


def layout(page: Page) -> list[str]:
    page.wait_for_load_state()  # a link leads to an empty page first
    return page.evaluate(MISTAKES)


def axe(page: Page, rules: Sequence[str], *, but: Sequence[str] = (), context: str = "document") -> list[str]:
    """What breaks those rules, or rules with those tags, in what the expression names."""
    page.evaluate(UNCOVERED)
    if not page.evaluate("'axe' in window"):
        # Through the debugging protocol: the content security policy of the page stays as it is.
        page.evaluate(AXE.read_text() + "; null")
    options = {"runOnly": list(rules), "rules": {rule: {"enabled": False} for rule in but}}
    options |= {
        "resultTypes": ["violations"],
        "preload": False,
    }  # it would load films and sounds, which we have none of
    result = page.evaluate(f"options => axe.run({context}, options)", options)
    return [_violation(found) for found in result["violations"]]


def complain(page: Page, mistakes: list[str]) -> None:
    if mistakes:
        pytest.fail("\n".join([page.url, *mistakes]), pytrace=False)


def _violation(found) -> str:
    places = "; ".join(f"{' '.join(map(str, node['target']))}: {node['failureSummary']}" for node in found["nodes"][:5])
    return f"{found['id']}: {found['help']} ({places})"


@pytest.fixture
def check_page():
    def check(page: Page) -> None:
        complain(page, [*layout(page), *axe(page, RULES)])

    return check


@pytest.fixture(scope="session")
def known() -> set[str]:
    """The texts whose contrast was looked at."""
    return set()


@pytest.fixture
def contrast(known):
    """Of texts in the same colors on the same ground, one is enough."""

    def look(page: Page) -> list[str]:
        texts = page.evaluate(TEXTS)
        new = sorted({text: number for number, text in enumerate(texts) if text not in known}.values())
        known.update(texts)
        return axe(page, COLORS, context=f"{{include: {new}.map((n) => window.texts[n])}}") if new else []

    return look


@pytest.fixture
def check_looks(contrast, picture):
    """`check_looks(page, "home")`: all of axe once, the layout in both widths, contrast in each look; and pictures."""

    def check(page: Page, name: str = "") -> None:
        mistakes, before = [], page.viewport_size
        for viewport, scheme in LOOKS:
            page.set_viewport_size(viewport)
            page.emulate_media(color_scheme=scheme)
            if scheme == "light":  # a theme moves nothing
                mistakes += layout(page)
            if name:
                picture(page, f"{name}-{viewport['width']}-{scheme}")
            mistakes += contrast(page)
        complain(page, mistakes + axe(page, RULES, but=COLORS))
        page.set_viewport_size(before)

    return check
