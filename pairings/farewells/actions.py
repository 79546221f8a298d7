"""What the two write at the end: thanks, and a reflection."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mentoring.accounts.models import User
from mentoring.web.integrity import Refused
from mentoring.web.shared import SAVED_ELSEWHERE
from pairings.farewells.models import Reflection, Thanks
from pairings.pair import acting
from pairings.pair.acting import THE_TWO
from pairings.pair.models import Pairing

# What the activity page says after the actor's name.
SENTENCES = {
    "thanks.written": "wrote thanks at the end of a pair",
    "thanks.changed": "changed thanks at the end of a pair",
    "reflection.kept": "looked back at the end of a pair",
}

OPENED = "Your thanks are with your partner, so these words stay as they are."


@dataclass(frozen=True)
class ReflectionAnswer:
    text: str
    is_shared: bool


def thank(pairing: Pairing, *, text: str, seen: str = "", by: User, now: datetime) -> Thanks:
    """Write or change one's own thanks, until both have written. Raises Refused.

    `seen` is the `stamp` of the words on the page: newer words aren't overwritten.
    """
    with acting.on(pairing, by=by, now=now, only=THE_TWO) as act:
        before = Thanks.objects.filter(pairing=act.pairing, member=act.member).first()
        if before and before.text == text:
            return before
        theirs = Thanks.objects.filter(pairing=act.pairing).exclude(member=act.member).exists()
        if before and theirs:
            raise Refused(OPENED, field="text")
        if stamp(before) != seen:
            raise Refused(SAVED_ELSEWHERE, field="text")
        values = {"text": text, "changed_at": now}
        thanks, is_new = Thanks.objects.update_or_create(
            pairing=act.pairing, member=act.member, defaults=values, create_defaults={**values, "written_at": now}
        )
        act.record("thanks.written" if is_new else "thanks.changed", thanks)
        if is_new:
            pk = thanks.pk
            act.tell(act.partner.user, "thanks_written", key=str(pk), pairing=act.pairing.pk, thanks=pk)
    return thanks


def reflect(
    pairing: Pairing, *, answers: Mapping[str, ReflectionAnswer], seen: str = "", by: User, now: datetime
) -> None:
    """Save one's own answers by question; an empty answer is deleted. `seen` works as in `thank`. Raises Refused."""
    with acting.on(pairing, by=by, now=now, only=THE_TWO) as act:
        mine: dict[str, Any] = {"pairing": act.pairing, "member": act.member}
        stands = {one.question: one for one in Reflection.objects.filter(**mine)}
        changed = {question: answer for question, answer in answers.items() if _differs(stands.get(question), answer)}
        if not changed:
            return
        if stamp(*stands.values()) != seen:
            raise Refused(SAVED_ELSEWHERE)
        for question, answer in changed.items():
            rows = Reflection.objects.filter(**mine, question=question)
            if answer.text:
                values = {"text": answer.text, "is_shared": answer.is_shared, "changed_at": now}
                rows.update_or_create(**mine, question=question, defaults=values)
            else:
                rows.delete()
        act.record("reflection.kept", act.pairing)


def stamp(*rows: Thanks | Reflection | None) -> str:
    """When these words last changed, for a page to carry; empty if there are none."""
    return max((row.changed_at.isoformat() for row in rows if row), default="")


def _differs(stands: Reflection | None, answer: ReflectionAnswer) -> bool:
    if stands is None:
        return bool(answer.text)
    return (stands.text, stands.is_shared) != (answer.text, answer.is_shared)
