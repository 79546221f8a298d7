"""Render a kind and a context as subject, text and HTML: templates/email/<kind>/{subject.txt,body.txt,body.html}."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import css_inline
from django.conf import settings
from django.template.loader import render_to_string

from mentoring.accounts.queries import organisation
from mentoring.web import cleaning


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)


def frame() -> dict[str, Any]:
    """The values that every letter needs; read them once for many letters."""
    return {"site_url": settings.SITE_URL, "organisation": organisation()}


def subject(folder: str, context: Mapping[str, Any], *, around: Mapping[str, Any] | None = None) -> str:
    return _sound(_subject(folder, {**(around or frame()), **context})[:300])


def render(folder: str, context: Mapping[str, Any], *, around: Mapping[str, Any] | None = None) -> Rendered:
    """Pass `frame()` as `around` if you have read it already. Raises ValueError for text the database can't hold."""
    values = {**(around or frame()), **context}
    subject = _subject(folder, values)
    text = render_to_string(f"email/{folder}/body.txt", {**values, "subject": subject}).strip() + "\n"
    if values.get("unsubscribe_url"):  # the HTML has this in its base template
        text += f"Stop this kind of mail: {values['unsubscribe_url']}\n"
    if values.get("snooze_url"):
        text += f"Remind me later: {values['snooze_url']}\n"
    return Rendered(
        subject=_sound(subject[:300]),
        text=_sound(text),
        html=_sound(_inliner().inline(render_to_string(f"email/{folder}/body.html", {**values, "subject": subject}))),
    )


def _subject(folder: str, values: Mapping[str, Any]) -> str:
    return cleaning.line(render_to_string(f"email/{folder}/subject.txt", dict(values)))


def _sound(text: str) -> str:
    """Raise ValueError for text the database can't hold, before it stops a whole batch there."""
    text.encode()
    if "\0" in text:
        raise ValueError("There is a NUL in the text.")
    return text
