"""The two of a pair see what was written, coordinators only that feedback was given."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from mentoring.accounts.models import User
from mentoring.postgres.names import ByName
from pairings.drafts import queries as drafts
from pairings.feedback.balance import LAST, Balance, balance
from pairings.feedback.models import WORDS, Feedback
from pairings.listening import felt_heard
from pairings.pair.models import Pairing, PairingQuerySet
from pairings.touchpoints.models import Touchpoint, TouchpointQuerySet
from programs.journey.models import Step
from programs.program.models import Program

ASKED_FROM = timedelta(days=14)  # how long before its day feedback already counts for the step
WAITS = timedelta(days=30)  # after that, home stops mentioning unread feedback


@dataclass(frozen=True)
class Asked:
    """The step that asks for feedback, as one of the two sees it."""

    touchpoint: Touchpoint
    opens_after: date | None  # if both are asked: closed until both have written or this day is over


@dataclass(frozen=True)
class Useful:
    """Answers to “How useful is it?”, never a single one: each group of three becomes one word."""

    answers: int
    bands: tuple[tuple[str, int], ...]  # each word, and how often


def of_pair(pairing: Pairing, viewer: User, *, now: datetime) -> QuerySet[Feedback]:
    return Feedback.objects.visible_to(viewer, now=now).filter(pairing=pairing).select_related("author")


def asked(pairing: Pairing, viewer: User, *, today: date, pk: int = 0) -> Asked | None:
    """The open step that asks this person and has no feedback from them yet: the one with `pk`, or one that is near."""
    mine = Feedback.objects.filter(touchpoint=OuterRef("pk"), author=viewer)
    side = Step.Doer.MENTOR if pairing.mentor.user_id == viewer.pk else Step.Doer.MENTEE
    waiting = pairing.touchpoints.open().filter(step__kind=Step.Kind.FEEDBACK, step__enabled=True)
    waiting = waiting.filter(~Exists(mine), step__doer__in=[Step.Doer.BOTH, side]).select_related("step")
    near = waiting.filter(due_on__lte=today + ASKED_FROM)
    found = (waiting.filter(pk=pk).first() if pk else None) or near.first()
    if found is None:
        return None
    is_closed = found.step.doer == Step.Doer.BOTH and found.due_on >= today and not _partner_wrote(found, viewer)
    return Asked(found, found.due_on if is_closed else None)


def _partner_wrote(touchpoint: Touchpoint, viewer: User) -> bool:
    return Feedback.objects.filter(touchpoint=touchpoint).exclude(author=viewer).exists()


def own_balance(viewer: User) -> Balance:
    """Of the person's last feedback, in all their pairs; only for themselves."""
    rows = Feedback.objects.filter(author=viewer, pairing__in=Pairing.objects.taken_part_in_by(viewer))
    return balance(list(rows.values_list("strength", "next_step")[:LAST]))


def usefulness_of(rows: QuerySet[Feedback]) -> Useful:
    """From three ratings on. Each counts in one group of three, in the order in which they were first given."""
    rated = rows.filter(rating__isnull=False).order_by("rated_at", "pk").values_list("rating", flat=True)
    ratings = [rating for rating in rated if rating is not None]
    counted = Counter(felt_heard.trend(ratings).in_words)
    whole = len(ratings) - len(ratings) % felt_heard.TOGETHER
    return Useful(whole, tuple((word, counted[word]) for word in reversed(felt_heard.WORDS) if counted[word]))


def own_usefulness(pairing: Pairing, viewer: User) -> Useful:
    return usefulness_of(Feedback.objects.filter(pairing=pairing, author=viewer))


def in_program(program: Program) -> Useful:
    return usefulness_of(Feedback.objects.filter(pairing__program=program))


def given_in(program: Program) -> PairingQuerySet:
    """The pairs of a program with `by_mentor`, `by_mentee` and `last_given_at`: only that feedback was given."""
    rows = Pairing.objects.filter(program=program).with_names()
    by_mentor = Count("feedback", filter=Q(feedback__author=F("mentor__user")))
    by_mentee = Count("feedback", filter=Q(feedback__author=F("mentee__user")))
    counted = rows.annotate(by_mentor=by_mentor, by_mentee=by_mentee, last_given_at=Max("feedback__sent_at"))
    return counted.order_by(F("last_given_at").desc(nulls_last=True), ByName("mentee__user__name"), "pk")


def with_written(touchpoints: TouchpointQuerySet, user: User) -> TouchpointQuerySet:
    return touchpoints.annotate(has_written=Exists(Feedback.objects.filter(touchpoint=OuterRef("pk"), author=user)))


def is_sent(typed: Mapping[str, str], user: User) -> bool:
    key = drafts.key_of(typed)
    found = Feedback.objects.filter(author=user, form_key=key).first() if key else None
    return found is not None and all(drafts.is_same(typed.get(name, ""), getattr(found, name)) for name in WORDS)


def has_written(touchpoints: Iterable[Touchpoint]) -> set[tuple[int, int]]:
    """(touchpoint, membership) of those who have written for a step that asks for feedback; one query, or none."""
    asking = {one.pk: one.pairing for one in touchpoints if one.step.kind == Step.Kind.FEEDBACK}
    if not asking:
        return set()
    rows = Feedback.objects.filter(touchpoint__in=asking).values_list("touchpoint_id", "author_id")
    return {(pk, _member_of(asking[pk], author)) for pk, author in rows if pk}


def _member_of(pairing: Pairing, author: int) -> int:
    return pairing.mentor_id if pairing.mentor.user_id == author else pairing.mentee_id


def with_unread_feedback(pairings: PairingQuerySet, user: User, *, now: datetime) -> PairingQuerySet:
    """Annotates `unread_feedback`, the id of the oldest the person hasn't read, or None; costs no query of its own."""
    waiting = Feedback.objects.unread().filter(pairing=OuterRef("pk"), opens_at__lte=now, opens_at__gt=now - WAITS)
    return pairings.annotate(
        unread_feedback=Subquery(waiting.exclude(author=user).order_by("opens_at", "pk").values("pk")[:1])
    )
