"""Digests: each person gets one mail with all that waits for them, each thing checked again at that moment."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from mentoring.accounts.models import User
from mentoring.notifications.deciding import sifting
from mentoring.notifications.deciding.budget import DIGEST, Budget
from mentoring.notifications.deciding.sifting import PreparedOrError
from mentoring.notifications.deciding.verdicts import OUTAGES, Shown, State, Verdict, failed, keep
from mentoring.notifications.planning import kinds, letters
from mentoring.notifications.planning.models import Notification
from mentoring.notifications.wishes import pace
from mentoring.notifications.wishes.models import MailHabits
from mentoring.notifications.wishes.wanted import AT_ONCE, Wishes, zone
from mentoring.notifications.writing import rendering
from mentoring.notifications.writing.telling import (
    NO_DIGESTS,
    SPENT,
    BatchContext,
    in_app_only,
    is_spent,
    line_in_app,
    next_weekly,
)

PEOPLE = 50  # one digest each, in one transaction
HAD = "They have had their digest of that day."

DigestItem = tuple[Notification, Shown, rendering.DigestLine]


@transaction.atomic
def write_batch(now: datetime) -> tuple[int, bool]:
    """Write the digests of some people. Returns how many notifications it looked at, and whether there may be more."""
    people = _claim(now)
    if not people:
        return 0, False
    rows = list(
        Notification.objects.folded(now)
        .filter(recipient__in=people)
        .order_by("held_from", "pk")
        .select_for_update(skip_locked=True)
    )
    for row in rows:
        row.recipient = people[row.recipient_id]
    wishes = Wishes(people.values(), [row.program_id for row in rows])
    settled, rest = sifting.sift(rows, wishes, now)
    answers = sifting.prepare(rest, now)
    superseded, rest = sifting.together(rest, answers)
    context = BatchContext(wishes, Budget(people.values(), now), letters.frame(), now)
    theirs: dict[int, list[Notification]] = defaultdict(list)
    for row in rest:
        theirs[row.recipient_id].append(row)
    alone = [[verdict] for verdict in settled + superseded]
    keep([*alone, *(_digest(rows, answers, context) for rows in theirs.values())], now)
    return len(rows), len(people) == PEOPLE


def _claim(now: datetime) -> dict[int, User]:
    """People whose digest is due. Those who get everything in digests wait until all of it has been folded."""
    waits = Notification.objects.folded(now).filter(recipient=OuterRef("pk"))
    undecided = Notification.objects.due(now).filter(
        recipient=OuterRef("pk"), kind__in=[kind.name for kind in kinds.optional()]
    )
    at_once = ~Exists(MailHabits.objects.filter(user=OuterRef("pk")).exclude(rhythm=AT_ONCE))
    people = User.objects.filter(Exists(waits)).filter(at_once | ~Exists(undecided)).order_by("pk")
    return {person.pk: person for person in people.select_for_update(skip_locked=True, no_key=True)[:PEOPLE]}


def _digest(
    rows: Sequence[Notification], answers: Mapping[int, PreparedOrError], context: BatchContext
) -> list[Verdict]:
    verdicts: list[Verdict] = []
    items: list[DigestItem] = []
    for row in rows:
        found = _look_at(row, answers[row.pk], context)
        if isinstance(found, Verdict):
            verdicts.append(found)
        else:
            items.append((row, *found))
    return verdicts + _tell_together(items, context)


def _look_at(
    row: Notification, answer: PreparedOrError, context: BatchContext
) -> Verdict | tuple[Shown, rendering.DigestLine]:
    if not isinstance(answer, kinds.Letter):
        return sifting.untrue(row, answer)
    try:
        shown = line_in_app(row, answer, context)
    except OUTAGES:
        raise
    except Exception as error:
        return failed(row, error)
    if reason := sifting.no_mail(row, context.wishes) or _no_digest(row, context):
        return in_app_only(row, shown, reason)
    return _moved(row, context) or (shown, rendering.line(answer, title=shown.title))


def _no_digest(row: Notification, context: BatchContext) -> str:
    return "" if context.wishes.by_mail(row.recipient, DIGEST) else NO_DIGESTS


def _moved(row: Notification, context: BatchContext) -> Verdict | None:
    person = row.recipient
    if is_spent(row, context):
        return Verdict(row, State.FOLDED, SPENT, due_at=next_weekly(row, context))
    if context.budget.has_had_digest(person, since=row.due_at):
        weekly = context.wishes.rhythm(person) != MailHabits.Rhythm.DAILY
        quiet = context.wishes.quiet(person, row.program_id)
        return Verdict(
            row, State.FOLDED, HAD, due_at=pace.next_digest(context.now, weekly=weekly, quiet=quiet, zone=zone(person))
        )
    return None


def _tell_together(items: Sequence[DigestItem], context: BatchContext) -> list[Verdict]:
    if not items:
        return []
    programs = {row.program_id for row, _, _ in items}
    program_id = programs.pop() if len(programs) == 1 else None  # coordinators only read the mails of their own program
    recipient = items[0][0].recipient
    try:
        lines = [line for _, _, line in items]
        mail = rendering.digest(recipient, lines, program_id=program_id, around=context.around, now=context.now)
    except OUTAGES:
        raise
    except Exception as error:
        return [failed(row, error) for row, _, _ in items]
    return [Verdict(row, State.DELIVERED, shown=shown, digest=mail) for row, shown, _ in items]


def sample() -> dict[str, object]:
    example = f"{settings.SITE_URL}/example"
    lines = [
        rendering.DigestLine(
            "Your session with Sam: tomorrow", example, [("We met", example), ("We didn’t", example)], ""
        ),
        rendering.DigestLine("How is it going with Sam?", example, [], ""),
    ]
    program = "Women in Engineering"
    return {"number": 2, "has_answers": True, "program": program, "groups": [(program, lines)]}


KIND = kinds.Kind(DIGEST, "One mail for many: what you get once a day or once a week", sample=sample)
