"""Sample values of reminders: for the preview pages, and for coordinators who word a reminder."""

from datetime import date, timedelta
from typing import Any

from pairings.check_ins.models import RATINGS
from pairings.pair.samples import EXAMPLE, PROGRAM, Sample, answers, of_mentor
from programs.journey import wording

DUE_ON = date(2026, 12, 1)
GUIDE = "Ask what went well since last time. Listen first; advice comes last."


def of(kind: str, *, step: str = "Session", days_late: int = 0, **more: Any) -> Sample:
    """The sample of a reminder of this kind, sent `days_late` days after the due day (negative: before)."""
    facts = wording.Facts(
        first_name="Robin",
        partner="Sam",
        mentor="Miriam Okafor",
        mentee="Sam Lee",
        step=step,
        guide=GUIDE,
        program=PROGRAM,
        due_on=DUE_ON,
        today=DUE_ON + timedelta(days=days_late),
    )
    links = ("pair_url", "met_url", "not_met_url", "answer_url", "planned_url", "decline_url")
    return of_mentor(
        partner_role="mentee",
        words=wording.fill(wording.DEFAULTS[kind], facts),
        step=step,
        due_on=DUE_ON,
        late_days=max(0, days_late),
        ratings=answers(label for _, label in RATINGS),
        **dict.fromkeys(links, EXAMPLE),
        **more,
    )
