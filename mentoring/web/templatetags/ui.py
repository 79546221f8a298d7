"""Small template filters and tags for every page."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField
from django.forms.utils import flatatt
from django.template.context import Context
from django.utils import timezone
from django.utils.html import Urlizer, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from mentoring.web import dates, icons, links, markdown

register = template.Library()
register.filter("prose", markdown.prose)


class _Links(Urlizer):
    def handle_word(self, word: str, **options: Any) -> str:
        return str(super().handle_word(word, **options)) if links.is_honest(word) else escape(word)


@register.filter
def linked(text: str) -> SafeString:
    """Django's `urlize`, for text of people: an address that hides where it leads stays a text."""
    return mark_safe(_Links()(text, nofollow=True, autoescape=True))


TONES = {"neutral", "info", "accent", "ok", "warn", "danger"}
ICON_OF_TONE = {"ok": "circle-check", "warn": "triangle-alert", "danger": "circle-alert"}
TONE_OF_MESSAGE = {"success": "ok", "warning": "warn", "error": "danger"}


@register.simple_tag
@lru_cache(maxsize=500)
def lucide(name: str, *, size: int = 24, **attributes: str) -> str:
    return mark_safe(icons.draw(name, size=size, **attributes))


@register.simple_tag
def options(groups: Iterable[tuple[str | None, list[dict[str, Any]], int]]) -> SafeString:
    """The inside of a select. Django renders a template per option, which gets slow with a list of everyone."""
    return format_html_join("", "{}", ((_group(label, rows),) for label, rows, _ in groups))


@register.filter
def told_apart(person: Any, namesakes: Mapping[int, str] | None) -> str:
    """The person's name, with their address where another in the program has a name that looks the same."""
    address = (namesakes or {}).get(person.pk)
    return f"{person} ({address})" if address else str(person)


@register.filter
def day(value: date | datetime | None) -> str:
    return dates.day(value) if value else ""


@register.filter
def short_day(value: date | datetime | None) -> str:
    return dates.short_day(value) if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    return dates.clock(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """A <time> that reads “Tue 1 Dec 2026, 15:00” in the reader's time zone."""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), dates.moment(value)) if value else ""


@register.filter
def from_today(value: date | datetime | None, program: Any = None) -> str:
    """“in 3 days”, by the reader's own day; with a program, for what it asks, by the day it is there."""
    zone = program.zone if program else None
    return dates.distance((dates.day_of(value, zone) - timezone.localdate(timezone=zone)).days) if value else ""


@register.filter
def counted(number: int | None, words: str) -> str:
    """`{{ 3|counted:"session,sessions" }}` is “3 sessions”; 5000 give “5,000 sessions”."""
    one, _, many = words.partition(",")
    return f"{number or 0:,} {one if number == 1 else many or one + 's'}"


@register.filter
def listed(names: Iterable[Any]) -> str:
    """“Ana”, “Ana and Ben”, “Ana, Ben and Cora”."""
    words = [str(name) for name in names]
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


@register.filter
def initials(name: object) -> str:
    words = [word for word in str(name).split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.filter
def city(zone: str) -> str:
    """“Europe/Berlin” reads “Berlin”, “America/Argentina/Buenos_Aires” reads “Buenos Aires”."""
    return str(zone).rsplit("/", 1)[-1].replace("_", " ")


@register.filter
def tone_icon(tone: str) -> str:
    return ICON_OF_TONE.get(tone, "info")


@register.filter
def message_tone(level: str) -> str:
    return TONE_OF_MESSAGE.get(level, "info")


@register.filter
def anchor(field: BoundField) -> str:
    """The id that an error message links to: the control itself, or the first in a group of choices."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.simple_tag(takes_context=True)
def page_address(context: Context, number: int) -> str:
    query = context["request"].GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def need(context: Context, *names: str) -> str:
    """In a component, raise TemplateSyntaxError if an argument is missing or empty, rather than show a gap."""
    missing = [name for name in names if context.get(name) in (None, "")]
    if missing:
        raise template.TemplateSyntaxError(f"This component needs {listed(missing)}.")
    return ""


@register.simple_tag
def one_of(value: str, *allowed: str) -> str:
    """In a component, raise TemplateSyntaxError if an argument isn't one of the allowed words."""
    if value not in allowed:
        raise template.TemplateSyntaxError(f"“{value}” is none of: {', '.join(allowed)}.")
    return ""


@register.simple_tag
def known_tone(value: str) -> str:
    if value not in TONES:
        raise template.TemplateSyntaxError(f"The tone “{value}” is none of: {', '.join(sorted(TONES))}.")
    return ""


def _group(label: str | None, rows: list[dict[str, Any]]) -> SafeString:
    told = ((row["value"], flatatt(row["attrs"]) if row["attrs"] else "", row["label"]) for row in rows)
    inside = format_html_join("", '<option value="{}"{}>{}</option>', told)
    return format_html('<optgroup label="{}">{}</optgroup>', label, inside) if label else inside
