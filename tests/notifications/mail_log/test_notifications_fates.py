"""What became of a notification: one answer for every state, and the same from the database."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from mentoring.notifications.mail_log import fates
from mentoring.notifications.planning import kinds
from mentoring.notifications.planning.models import Mail, Notification
from mentoring.notifications.wishes import roles
from tests import factories
from tests.sentences import SNOOZED
from tests.telling import queue

AT = datetime(2026, 11, 30, 9, tzinfo=UTC)
LATER = AT + timedelta(hours=3)


def row(state="delivered", **fields) -> Notification:
    return Notification(key="k", kind="test_note", state=state, due_at=AT, **fields)


def mail(state="sent", **fields) -> Mail:
    return Mail(subject="Hello", state=state, sent_at=LATER if state == "sent" else None, next_attempt_at=AT, **fields)


def with_mail(letter: Mail) -> Notification:
    notification = row()
    letter.notification = notification
    return notification


def said(fate: fates.Fate):
    return fate.name, fate.words, fate.at, fate.detail


@pytest.mark.parametrize(
    ("notification", "expected"),
    [
        (row("planned"), ("planned", "Planned for", AT, "")),
        (row("planned", held_from=AT, reason=""), ("held", "Held until", AT, "It fell into quiet hours.")),
        (
            row("planned", held_from=AT, reason=SNOOZED),
            ("held", "Held until", AT, SNOOZED),
        ),
        (
            row("folded", reason="Above the budget."),
            ("waiting", "Waits for the digest of", AT, "Above the budget."),
        ),
        (row("suppressed", decided_at=LATER, reason="Done."), ("suppressed", "Not sent", LATER, "Done.")),
        (row("missed", decided_at=LATER, reason="Late."), ("missed", "Missed", LATER, "Late.")),
        (row("failed", decided_at=LATER, reason="KeyError"), ("failed", "Failed", LATER, "KeyError")),
        (row(decided_at=LATER, reason="In the app only."), ("app", "In the app only", LATER, "In the app only.")),
        (with_mail(mail()), ("sent", "Sent", LATER, "")),
        (with_mail(mail("queued")), ("on_its_way", "On its way", None, "")),
        (with_mail(mail("sending")), ("on_its_way", "On its way", None, "")),
        (
            with_mail(mail("queued", attempts=2, server_answer="451 Busy")),
            ("on_its_way", "Tried, goes again", AT, "The mail server answered: 451 Busy"),
        ),
        (
            with_mail(mail("failed", server_answer="550 No")),
            ("failed", "Failed", None, "The mail server answered: 550 No"),
        ),
        (with_mail(mail("failed")), ("failed", "Failed", None, "There was no answer from the mail server.")),
        (
            with_mail(mail("withdrawn")),
            ("suppressed", "Not sent", None, "It was no longer true before it went out."),
        ),
        (row(digest=mail()), ("digest", "In the digest of", LATER, "")),
        (row(digest=mail("queued")), ("on_its_way", "In a digest on its way", None, "")),
        (
            row(digest=mail("failed", server_answer="550 No")),
            ("failed", "Failed", None, "The mail server answered: 550 No"),
        ),
    ],
)
def test_every_state_has_its_words(notification, expected):
    assert said(fates.of(notification)) == expected


def test_every_fate_can_be_drawn_and_listed():
    from mentoring.web.templatetags.ui import TONES, lucide

    every = [fates.of(row(state)) for state in Notification.State.values]
    every += [fates.of_mail(mail(state)) for state in Mail.State.values]
    every += [fates.of(row(digest=mail(state))) for state in Mail.State.values]
    every += [fates.of(row("planned", held_from=AT)), fates.of_mail(mail("queued", attempts=1))]
    assert {fate.name for fate in every} == set(fates.NAMES)
    assert {fate.tone for fate in every} - TONES == set()
    assert [fate.icon for fate in every if not lucide(fate.icon).startswith("<svg")] == []


@pytest.mark.django_db
def test_the_database_narrows_to_the_same_fates(cast):
    """Every state × every state of a mail or a digest, each found under its own name and no other."""
    now = timezone.now()

    def letter(state):
        claimed = {"claim": "0b7c3c3e-0000-4000-8000-000000000000", "claimed_at": now} if state == "sending" else {}
        [written] = queue(1, state=state, sent_at=now if state == "sent" else None, **claimed)
        return written

    def tell(number, state, **fields):
        decided = None if state in ("planned", "folded") else now
        return Notification.objects.create(
            key=f"k{number}", recipient=cast.mentee, kind="k", due_at=now, state=state, decided_at=decided, **fields
        )

    numbers = iter(range(100))
    for state in Notification.State.values:
        tell(next(numbers), state)
        tell(next(numbers), state, held_from=now)
        for sent in Mail.State.values:
            tell(next(numbers), state, digest=letter(sent))
            Mail.objects.filter(pk=letter(sent).pk).update(notification=tell(next(numbers), state))
    rows = Notification.objects.select_related("mail", "digest")
    assert rows.count() == 72
    found = {name: set(rows.filter(fates.matching(name)).values_list("pk", flat=True)) for name in fates.NAMES}
    assert all(found.values())
    for one in rows:
        assert [name for name in fates.NAMES if one.pk in found[name]] == [fates.of(one).name]
    assert not rows.filter(fates.matching("nonsense"))
    for one in Mail.objects.filter(notification=None):
        names = [name for name in fates.NAMES if Mail.objects.filter(fates.mails_matching(name), pk=one.pk).exists()]
        assert names == [fates.of_mail(one).name]


@pytest.mark.django_db
def test_roles_are_those_in_open_programs(cast):
    closed = factories.ProgramFactory(state="closed")
    factories.MembershipFactory(user=cast.mentor, program=closed, role="mentee")
    factories.MembershipFactory(user=cast.mentor, program=cast.other_program, role="coordinator", state="left")
    assert roles.of(cast.mentor) == [roles.Role("mentor", cast.program.pk, "Women in Engineering")]


def test_kinds_concern_the_roles_that_they_name():
    names = {kind.name for kind in kinds.concerning({"coordinator"})}
    assert {"pair_late", "application_received", "step_due"} <= names
    assert "session_due" not in names
    names = {kind.name for kind in kinds.concerning({"mentee"})}
    assert {"session_due", "step_due"} <= names
    assert "pair_late" not in names
    assert not any(kind.service for kind in kinds.concerning({"mentor", "mentee", "coordinator"}))
