"""Turn what people wrote into HTML that can do no harm."""

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {"p", "br", "strong", "em", "s", "ul", "ol", "li", "blockquote", "code", "pre", "hr", "a"}
SCHEMES = {"http", "https", "mailto"}

_reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["image", "html_block", "html_inline"])
# A heading inside a text would break the outline of the page around it.
_reader.add_render_rule("heading_open", lambda *_: "<p><strong>")
_reader.add_render_rule("heading_close", lambda *_: "</strong></p>\n")


def clean(text: str) -> SafeString:
    """Markdown as cleaned HTML without a wrapper, as a mail needs it."""
    html = nh3.clean(
        _reader.render(text or ""),
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes=SCHEMES,
        link_rel="noopener nofollow",
    )
    return mark_safe(html)


def prose(text: str) -> SafeString:
    """Markdown as cleaned HTML for a page; htmx ignores everything inside."""
    return format_html('<div class="prose" hx-ignore>{}</div>', clean(text)) if text else mark_safe("")
