"""One rule for all words that people write, on every page and in every email (`RULE`); the rest stays as it is typed.

Addresses become links, “- ” begins a list, two stars on each side make words bold, and “## ” a line of its own.
"""

import re
from collections.abc import Sequence
from typing import Any

import nh3
from django.utils.html import Urlizer, escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock, heading, list_block
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from mentoring.web import links

RULE = "Web addresses become links. A line that begins with “- ” joins a list, and **two stars** make words bold."
TAGS = {"p", "br", "strong", "ul", "li", "a"}
SCHEMES = {"http", "https", "mailto"}

# Each of these may begin a link, bold words or a heading, and each line a list, which takes time to find out:
# a text with more of them than anybody writes is shown as it is typed.
MARKS = ("[", "*", "#", "@", "//", "www.")
MOST_MARKS, MOST_LINES = 500, 1_000

BULLET = re.compile(r"[-*] +(?![-*] )\S")
HEADING = re.compile("#{2,6} ")
MAY_BE_MORE = re.compile(r"\*\*|[\[@\n]|://|www\.|\.(?:com|edu|gov|int|mil|net|org)", re.IGNORECASE)
BOLD = "**"


class _Links(Urlizer):
    """Django's, which leaves an address that hides where it leads a text. Printed, an address needs no second one."""

    url_template = '<a class="address" href="{href}"{attrs}>{url}</a>'

    def handle_word(self, word: str, **options: Any) -> str:
        shown = str(super().handle_word(word, **options))
        return shown if "<a " not in shown or links.is_honest(word) else escape(word)


class _Reader(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802  # the library's name
        return super().validateLink(url) and links.is_honest(url)


def _begins(state: StateBlock, line: int, pattern: re.Pattern[str]) -> bool:
    return bool(pattern.match(state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]))


def _bullets(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """“2026. It began” is no list, nor is a line of nothing but dashes."""
    return _begins(state, line, BULLET) and list_block(state, line, end, silent)


def _heading(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """One “#” often means a number, or a topic."""
    return _begins(state, line, HEADING) and heading(state, line, end, silent)


def _bold(state: StateInline, silent: bool) -> bool:
    """Of the library's emphasis only two stars outside of words: `5*3*2`, `2**3**2` and `__init__` stress nothing."""
    before = state.src[state.pos - 1] if state.pos else ""
    if silent or state.src[state.pos] != "*" or before == "*":
        return False
    found = state.scanDelims(state.pos, False)
    if found.length != len(BOLD):
        return False
    for _ in BOLD:
        state.push("text", "", 0).content = "*"
        mark = Delimiter(ord("*"), len(BOLD), len(state.tokens) - 1, -1, found.can_open, found.can_close)
        state.delimiters.append(mark)
    state.pos += len(BOLD)
    return True


def _outside_of_links(state: StateCore) -> None:
    """Marks the texts in which addresses may become links."""
    for block in state.tokens:
        depth = 0
        for token in block.children or ():
            depth += token.nesting if token.type in {"link_open", "link_close"} else 0
            token.meta["is_linked"] = depth > 0


def _text(_: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType) -> str:
    token = tokens[place]
    if token.meta.get("is_linked"):
        return escape(token.content)
    return str(_urlize(token.content, nofollow=True, autoescape=True))


_urlize = _Links()
_reader = _Reader("zero", {"html": False, "breaks": True})
_reader.enable(["newline", "link", "list", "heading", "emphasis", "balance_pairs", "fragments_join"])
_reader.block.ruler.at("list", _bullets, {"alt": ["paragraph"]})
_reader.block.ruler.at("heading", _heading, {"alt": ["paragraph"]})
_reader.inline.ruler.at("emphasis", _bold)
_reader.core.ruler.push("outside_of_links", _outside_of_links)
_reader.add_render_rule("text", _text)
# A heading inside a text would break the outline of the page around it.
_reader.add_render_rule("heading_open", lambda *_: "<p><strong>")
_reader.add_render_rule("heading_close", lambda *_: "</strong></p>\n")


def clean(text: str) -> SafeString:
    """What somebody wrote as cleaned HTML without a wrapper, as an email needs it."""
    text = text or ""
    if _is_too_much(text):
        return mark_safe(linebreaks(text, autoescape=True))
    return _cleaned(_reader.render(text))


def phrase(text: str) -> SafeString:
    """The same for what stands in a line of a page, such as a promise: links and bold words."""
    text = text or ""
    if not MAY_BE_MORE.search(text) or _is_too_much(text):
        return escape(text)
    return _cleaned(_reader.renderInline(text))


def prose(text: str) -> SafeString:
    """`clean` for a page; htmx ignores everything inside."""
    return format_html('<div class="prose" hx-ignore>{}</div>', clean(text)) if text else mark_safe("")


def _is_too_much(text: str) -> bool:
    return sum(map(text.count, MARKS)) > MOST_MARKS or text.count("\n") > MOST_LINES


def _cleaned(html: str) -> SafeString:
    return mark_safe(
        nh3.clean(
            html, tags=TAGS, attributes={"a": {"href", "class"}}, url_schemes=SCHEMES, link_rel="noopener nofollow"
        )
    )
