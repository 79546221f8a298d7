"""Turn what people wrote into HTML that can do no harm."""

import nh3
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from mentoring.web import links

TAGS = {"p", "br", "strong", "em", "s", "ul", "ol", "li", "blockquote", "code", "pre", "hr", "a"}
SCHEMES = {"http", "https", "mailto"}

# Each of these letters may begin a link, emphasis or a heading, and each line a list or a quotation, which takes
# time to find out: a text with more of them than anybody writes is shown as it is typed.
MARKS = "[*_#"
MOST_MARKS, MOST_LINES = 500, 1_000


class _Reader(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802  # the library's name
        return super().validateLink(url) and links.is_honest(url)


_reader = _Reader("commonmark", {"html": False, "breaks": True})
_reader.disable(["image", "html_block", "html_inline"])
# A heading inside a text would break the outline of the page around it.
_reader.add_render_rule("heading_open", lambda *_: "<p><strong>")
_reader.add_render_rule("heading_close", lambda *_: "</strong></p>\n")


def clean(text: str) -> SafeString:
    """Markdown as cleaned HTML without a wrapper, as a mail needs it."""
    text = text or ""
    if sum(map(text.count, MARKS)) > MOST_MARKS or text.count("\n") > MOST_LINES:
        return mark_safe(linebreaks(text, autoescape=True))
    html = nh3.clean(
        _reader.render(text),
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes=SCHEMES,
        link_rel="noopener nofollow",
    )
    return mark_safe(html)


def prose(text: str) -> SafeString:
    """Markdown as cleaned HTML for a page; htmx ignores everything inside."""
    return format_html('<div class="prose" hx-ignore>{}</div>', clean(text)) if text else mark_safe("")
