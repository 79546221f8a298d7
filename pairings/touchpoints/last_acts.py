"""Who last moved or skipped a step, from which day and why, read from the activity record."""

from datetime import date
from functools import cache
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from mentoring.activity.models import Entry
from mentoring.web import dates
from pairings.pair.access import View
from pairings.touchpoints.models import Touchpoint, TouchpointQuerySet

VERBS = ["touchpoint.postponed", "touchpoint.skipped"]


def with_last_act(touchpoints: TouchpointQuerySet) -> TouchpointQuerySet:
    return touchpoints.annotate(last_act=_last_act())


@cache
def _last_act() -> Subquery:
    """Cached, because building the expression takes longer than running it."""
    acts = Entry.objects.filter(subject_type="touchpoint", subject_id=OuterRef("pk"), verb__in=VERBS)
    whole = JSONObject(verb="verb", by="actor_name", by_id="actor_id", details="details")
    return Subquery(acts.order_by("-at", "-pk").values(whole=whole)[:1])


def sentence(touchpoint: Touchpoint, seen: View) -> str:
    """“Moved from Thu 5 Nov 2026 by Miriam Okafor: Sam is ill.” Empty if nobody moved or skipped it."""
    act: dict[str, Any] | None = touchpoint.last_act  # type: ignore[attr-defined]  # annotated
    if act is None or (act["verb"] == "touchpoint.skipped") != (touchpoint.state == Touchpoint.State.SKIPPED):
        return ""
    details = act["details"]
    words = "Skipped"
    if from_day := details.get("from_day"):
        words = f"Moved from {dates.day(date.fromisoformat(from_day))}"
    reason = details.get("reason", "") if _may_read(act, seen) else ""
    return f"{words} by {act['by']}{f': {reason}' if reason else '.'}"


def _may_read(act: dict[str, Any], seen: View) -> bool:
    """A reason given in answer to a mail is only for coordinators and its author; one from a page is for all."""
    return act["details"].get("is_shared", False) or not seen.is_pair or act["by_id"] == seen.viewer.pk
