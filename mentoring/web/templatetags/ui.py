"""Small template filters and tags for every page."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.forms.utils import flatatt
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, to_locale

from mentoring.web import dates, icons, markdown
from mentoring.web import rings as drawn_rings

register = template.Library()
register.filter("prose", markdown.prose)
register.filter("phrase", markdown.phrase)
register.filter("written", markdown.clean)

TONES = {"neutral", "info", "accent", "ok", "warn", "danger"}
ICON_OF_TONE = {"ok": "circle-check", "warn": "triangle-alert", "danger": "circle-alert"}
TONE_OF_MESSAGE = {"success": "ok", "warning": "warn", "error": "danger"}


@register.simple_tag
@lru_cache(maxsize=500)
def lucide(name: str, *, size: int = 24, **attributes: str) -> str:
    return mark_safe(icons.draw(name, size=size, **attributes))


@register.simple_tag
def rings(reached: int, total: int, size: int = 64) -> SafeString:
    """Milestones as rings; how many they are always stands beside them in words."""
    return mark_safe(drawn_rings.draw(reached, total, size))


@register.simple_tag
def face(person: Any, size: str = "") -> SafeString:
    """Initials in the person's own tint; their name always stands beside it."""
    size = f" avatar-{size}" if size else ""
    return format_html(
        '<span class="avatar{} who-{}" aria-hidden="true">{}</span>', size, (person.pk or 0) % 10, initials(person)
    )


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
def at(found: Mapping[Any, Any], key: Any) -> Any:
    """What stands there under a key; None if nothing does."""
    return found.get(key)


@register.filter
def day(value: date | datetime | None) -> str:
    return dates.day(value) if value else ""


@register.filter
def short_day(value: date | datetime | None) -> str:
    return dates.short_day(value) if value else ""


@register.filter
def long_day(value: date | datetime | None) -> str:
    return dates.long_day(value) if value else ""


@register.filter
def month_day(value: date | datetime | None) -> str:
    return dates.month_day(value) if value else ""


@register.filter
def full_date(value: date | datetime | None) -> str:
    return dates.full_date(value) if value else ""


@register.filter
def month(value: date | None) -> str:
    return dates.month(value) if value else ""


@register.filter
def clock(value: time | datetime | None) -> str:
    return "" if value is None else dates.clock(value)


@register.filter
def moment(value: datetime | None) -> str:
    """A <time> that reads “Tue, Dec 1, 3:00 PM” in the reader's time zone."""
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


@register.simple_tag
def spoken() -> str:
    """What stands in `lang`, such as “en-US”."""
    return to_locale(get_language() or settings.LANGUAGE_CODE).replace("_", "-")


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
