"""What the two write at the end: thanks, a reflection, and what each releases for the keepsake."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.web.integrity import Refused
from pairings.farewells.models import Reflection, Thanks
from pairings.introductions.actions import MEANWHILE
from pairings.pair.hold import hold, leave, tell
from pairings.pair.models import Pairing
from programs.program.models import Membership

# What the activity page says; the actor's name stands before it.
SENTENCES = {
    "thanks.written": "wrote thanks at the end of a pair",
    "thanks.changed": "changed thanks at the end of a pair",
    "reflection.kept": "looked back at the end of a pair",
}

OPENED = "Your thanks are with your partner, so these words stay as they are."


@dataclass(frozen=True)
class Answer:
    text: str
    is_shared: bool


@transaction.atomic
def thank(pairing: Pairing, *, text: str, seen: str = "", by: User, now: datetime) -> Thanks:
    """Write or change one's own, until both have written. `seen`: `stamp` of the words that were on the page."""
    pairing, member = hold(pairing, by=by)
    before = Thanks.objects.filter(pairing=pairing, member=member).first()
    if before and before.text == text:
        return before
    theirs = Thanks.objects.filter(pairing=pairing).exclude(member=member).exists()
    if before and theirs:
        raise Refused(OPENED, field="text")
    if stamp(before) != seen:
        raise Refused(MEANWHILE, field="text")
    values = {"text": text, "changed_at": now}
    thanks, is_new = Thanks.objects.update_or_create(
        pairing=pairing, member=member, defaults=values, create_defaults={**values, "written_at": now}
    )
    leave("thanks.written" if is_new else "thanks.changed", thanks, pairing, by=by, now=now)
    if is_new:
        tell(pairing.partner_of(by), "thanks_written", pairing, key=str(thanks.pk), now=now, thanks=thanks.pk)
    return thanks


@transaction.atomic
def reflect(pairing: Pairing, *, answers: Mapping[str, Answer], seen: str = "", by: User, now: datetime) -> None:
    """Keep one's own answers by question; an emptied one goes. `seen` as in `thank`."""
    pairing, member = hold(pairing, by=by)
    stands = {one.question: one for one in Reflection.objects.filter(pairing=pairing, member=member)}
    changed = {question: answer for question, answer in answers.items() if _differs(stands.get(question), answer)}
    if not changed:
        return
    if stamp(*stands.values()) != seen:
        raise Refused(MEANWHILE)
    for question, answer in changed.items():
        rows = Reflection.objects.filter(pairing=pairing, member=member, question=question)
        if answer.text:
            rows.update_or_create(
                pairing=pairing,
                member=member,
                question=question,
                defaults={"text": answer.text, "is_shared": answer.is_shared, "changed_at": now},
            )
        else:
            rows.delete()
    leave("reflection.kept", pairing, pairing, by=by, now=now)


def stamp(*rows: Thanks | Reflection | None) -> str:
    """When these words last changed, as a page carries it; empty where there are none."""
    return max((row.changed_at.isoformat() for row in rows if row), default="")


def _differs(stands: Reflection | None, answer: Answer) -> bool:
    if stands is None:
        return bool(answer.text)
    return (stands.text, stands.is_shared) != (answer.text, answer.is_shared)


def _side(pairing: Pairing, user: User) -> Membership:
    return pairing.mentor if pairing.mentor.user_id == user.pk else pairing.mentee
