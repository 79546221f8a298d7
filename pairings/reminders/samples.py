"""Sample values of the mails about pairs: for the preview pages, and for who words a reminder."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.conf import settings

from pairings.check_ins.models import RATINGS
from programs.journey import wording

DUE_ON = date(2026, 12, 1)
EXAMPLE = f"{settings.SITE_URL}/example"
GUIDE = "Ask what went well since last time. Listen first; advice comes last."


def of(kind: str, *, step: str = "Session", days_late: int = 0, **more: Any) -> Callable[[], dict[str, Any]]:
    """A `sample` for a reminder of this kind, sent so many days after the due day (negative: before)."""
    facts = wording.Facts(
        first_name="Robin",
        partner="Sam",
        mentor="Miriam Okafor",
        mentee="Sam Lee",
        step=step,
        guide=GUIDE,
        program="Women in Engineering",
        due_on=DUE_ON,
        today=DUE_ON + timedelta(days=days_late),
    )
    return lambda: {
        **_pair(),
        "words": wording.fill(wording.DEFAULTS[kind], facts),
        "step": step,
        "due_on": DUE_ON,
        "late_days": max(0, days_late),
        "met_url": EXAMPLE,
        "not_met_url": EXAMPLE,
        "answer_url": EXAMPLE,
        "ratings": [{"label": label, "url": EXAMPLE} for _, label in RATINGS],
        "planned_url": EXAMPLE,
        "decline_url": EXAMPLE,
        **more,
    }


def started() -> dict[str, Any]:
    return {
        **_pair(),
        "started_on": DUE_ON,
        "first_step": "Say hello",
        "first_due_on": DUE_ON + timedelta(days=3),
        "rhythm_days": 14,
        "minutes": 60,
    }


def _pair() -> dict[str, Any]:
    return {
        "partner": "Sam Lee",
        "partner_first": "Sam",
        "partner_role": "mentee",
        "program": "Women in Engineering",
        "pair_url": EXAMPLE,
        "why": "You are Sam’s mentor in Women in Engineering.",
    }
