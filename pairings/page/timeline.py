"""The steps of a pair as its page shows them: what comes next and what is past."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from pairings.feedback.queries import with_written
from pairings.pair.access import View
from pairings.touchpoints import last_acts
from pairings.touchpoints.models import BY_EVENT, Touchpoint, TouchpointQuerySet
from programs.journey.models import Step

State = Touchpoint.State
ICONS = {State.OPEN: "circle", State.DONE: "check", State.SKIPPED: "minus", State.MISSED: "x"}
TONES = {State.OPEN: "accent", State.DONE: "ok", State.SKIPPED: "neutral", State.MISSED: "warn"}
# The steps that have a page of their own: the name of its URL and the label of the link.
PAGES = {
    Step.Kind.GOALS: ("goals", "See your goals"),
    Step.Kind.GOAL_REVIEW: ("goal_review", "Review your goals"),
    Step.Kind.INTRODUCTION: ("introduction", "Getting to know each other"),
    Step.Kind.EXPECTATIONS: ("expectations", "Open the five questions"),
    Step.Kind.AGREEMENT: ("agreement", "Open your agreement"),
    Step.Kind.CLOSURE: ("ending", "End well together"),
}


@dataclass(frozen=True)
class TimelineItem:
    """One step on the page. `link` is where the viewer does it; each `may_` flag means they get that button."""

    touchpoint: Touchpoint
    word: str  # such as "Due" or "Done"
    day: date
    icon: str
    tone: str
    link: str = ""
    link_label: str = ""
    may_mark: bool = False
    may_reopen: bool = False
    may_move: bool = False
    note: str = ""  # who moved or skipped it, and why
    guide: str = ""  # how to do it, for the two while it is open

    @property
    def has_more(self) -> bool:
        return bool(self.guide or self.link or self.note or self.may_mark or self.may_reopen or self.may_move)


@dataclass(frozen=True)
class Timeline:
    coming: list[TimelineItem]  # the soonest first
    past: list[TimelineItem]  # the newest first
    is_cut: bool  # there are more past steps than were asked for

    @property
    def open(self) -> list[Touchpoint]:
        return [item.touchpoint for item in self.coming]

    @property
    def written(self) -> set[int]:
        """Ids of the open steps for which the viewer has given their feedback."""
        return {one.pk for one in self.open if _has_written(one)}


def of_pairing(seen: View, *, today: date, past: int | None = None) -> Timeline:
    """The timeline, in one query. `past` is the most past steps to show; None means all of them."""
    found = _shown(seen).order_by("due_on", "pk")
    if past is not None:
        day = Coalesce("done_on", "due_on")  # the same rule as `_day`
        newest = _shown(seen).exclude(state=State.OPEN).order_by(day.desc(), "due_on", "pk")
        found = found.filter(Q(state=State.OPEN) | Q(pk__in=newest.values("pk")[: past + 1]))
    found = last_acts.with_last_act(found).select_related("step")
    rows = list(with_written(found, seen.viewer) if seen.is_pair else found)
    coming = [_item(row, seen, today) for row in rows if row.state == State.OPEN]
    been = sorted((row for row in rows if row.state != State.OPEN), key=_day, reverse=True)
    shown = [_item(row, seen, today) for row in been[:past]]
    return Timeline(coming, shown, is_cut=len(shown) < len(been))


def _shown(seen: View) -> TouchpointQuerySet:
    """Hides the fit check from the two: seeing it done would tell each that the other has answered."""
    rows = seen.pairing.touchpoints.all()
    return rows.exclude(step__kind=Step.Kind.FIT_CHECK) if seen.is_pair else rows


def _day(touchpoint: Touchpoint) -> date:
    return touchpoint.done_on or touchpoint.due_on


def _item(touchpoint: Touchpoint, seen: View, today: date) -> TimelineItem:
    state = State(touchpoint.state)
    late = state == State.OPEN and touchpoint.due_on < today
    mine = _is_for(touchpoint, seen) and seen.pairing.is_live
    by_event = touchpoint.step.kind in BY_EVENT
    is_to_do = state == State.OPEN and mine and not _has_written(touchpoint)
    link, label = _link(touchpoint, seen) if is_to_do else ("", "")
    return TimelineItem(
        touchpoint=touchpoint,
        word=_word(state, late),
        day=_day(touchpoint),
        icon="clock-alert" if late else ICONS[state],
        tone="warn" if late else TONES[state],
        link=link,
        link_label=label,
        may_mark=mine and not by_event and state == State.OPEN,
        may_reopen=mine and not by_event and state == State.DONE,
        may_move=state == State.OPEN and (mine or seen.is_coordinator) and seen.pairing.is_live,
        note=last_acts.sentence(touchpoint, seen),
        guide=touchpoint.step.guide if state == State.OPEN and seen.is_pair else "",
    )


def _has_written(touchpoint: Touchpoint) -> bool:
    """Whether the viewer has given this feedback; False for coordinators, for whom it isn't loaded."""
    return getattr(touchpoint, "has_written", False)


def _word(state: Touchpoint.State, late: bool) -> str:
    if state == State.OPEN:
        return "Was due" if late else "Due"
    return {State.DONE: "Done", State.SKIPPED: "Skipped, was due", State.MISSED: "Missed, was due"}[state]


def _is_for(touchpoint: Touchpoint, seen: View) -> bool:
    if touchpoint.step.doer == Step.Doer.COORDINATOR:
        return seen.is_coordinator
    return seen.is_pair and touchpoint.step.doer in (Step.Doer.BOTH, seen.side)


def _link(touchpoint: Touchpoint, seen: View) -> tuple[str, str]:
    kind = touchpoint.step.kind
    if kind == Step.Kind.SESSION:
        return f"{reverse('session_new', args=[seen.pairing.pk])}?touchpoint={touchpoint.pk}", "Log the session"
    if kind == Step.Kind.FEEDBACK:
        return f"{reverse('feedback_new', args=[seen.pairing.pk])}?touchpoint={touchpoint.pk}", "Give feedback"
    if kind == Step.Kind.CHECK_IN:
        return reverse("check_in", args=[touchpoint.pk]), "Answer"
    if kind not in PAGES:
        return "", ""
    page, label = PAGES[Step.Kind(kind)]
    return reverse(page, args=[seen.pairing.pk]), label
