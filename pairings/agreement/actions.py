"""The agreement of a pair: drafted, changed by either, signed by both on one version, looked at again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from mentoring.accounts.models import User
from mentoring.web.integrity import Refused
from pairings.agreement import drafting
from pairings.agreement.models import AgreementSignature, AgreementVersion
from pairings.expectations.models import Expectation
from pairings.pair import acting
from pairings.pair.acting import THE_TWO, Act
from pairings.pair.models import Pairing
from pairings.touchpoints import actions as touchpoints
from programs.journey.models import Step
from programs.opening.models import OpeningText

# What the activity page says after the actor's name.
SENTENCES = {
    "agreement.drafted": "drafted an agreement",
    "agreement.changed": "changed an agreement: version {number}",
    "agreement.reopened": "began to look at an agreement again",
    "agreement.signed": "signed an agreement: version {number}",
}

Origin = AgreementVersion.Origin
# People save more than once while writing, so the partner is told only about the text that stands after this time.
CHANGES_SETTLE = timedelta(minutes=30)


class ChangedMeanwhile(Refused):
    """The partner has saved a newer version than the one on the page."""


def begin(pairing: Pairing, *, by: User, now: datetime) -> AgreementVersion:
    """The first version, or the newest if there is one already. Raises Refused.

    It starts with the program's opening text. Then comes a draft made from both people's answers if those are open,
    otherwise an outline.
    """
    with acting.on(pairing, by=by, now=now, only=THE_TWO) as act:
        if current := newest(act.pairing):
            return current
        answers = list(Expectation.objects.opened().filter(pairing=act.pairing).select_related("member__user"))
        sides = [_side(answer) for answer in sorted(answers, key=lambda answer: answer.member_id != pairing.mentee_id)]
        opening = OpeningText.objects.filter(program=act.pairing.program_id).values_list("text", flat=True).first()
        text = drafting.opened_with(opening or "", drafting.draft(sides) if sides else drafting.outline())
        return _add(text, Origin.ANSWERS if sides else Origin.OUTLINE, act)


def change(pairing: Pairing, *, text: str, seen: int, by: User, now: datetime) -> AgreementVersion:
    """Save a new version, which nobody has signed yet. Raises Refused.

    `seen` is the version number on the page: if there is a newer one, ChangedMeanwhile is raised.
    """
    with acting.on(pairing, by=by, now=now, only=THE_TWO) as act:
        current = newest(act.pairing)
        if current is None:
            raise Refused("There is no text yet. Draft it first.")
        if current.text == text:
            return current
        if current.number != seen:
            raise ChangedMeanwhile(
                f"{current.by.first_name} has saved other words meanwhile. Both texts are on this page, nothing is "
                "lost: put together what you both want, and save again.",
                field="text",
            )
        return _add(text, Origin.EDITED, act)


def look_again(pairing: Pairing, *, by: User, now: datetime) -> AgreementVersion:
    """A new version with the words of the signed one, to talk about and sign anew. Raises Refused.

    If the newest version isn't signed by both, it returns that one.
    """
    with acting.on(pairing, by=by, now=now, only=THE_TWO) as act:
        current = newest(act.pairing)
        if current is None:
            raise Refused("There is no text yet. Draft it first.")
        if current.signatures.count() < 2:
            return current
        return _add(current.text, Origin.AGAIN, act)


def sign(pairing: Pairing, *, number: int, by: User, now: datetime) -> AgreementVersion:
    """Sign exactly the version that was read, or raise ChangedMeanwhile. The second signature completes the step.

    Signing twice changes nothing. Refused while something in it is still to be agreed.
    """
    with acting.on(pairing, by=by, now=now, only=THE_TWO) as act:
        current = newest(act.pairing)
        if current is None or current.number != number:
            raise ChangedMeanwhile("The text has changed since you read it. Read it as it stands now, then sign.")
        if places := drafting.open_places(current.text):
            raise Refused(still_open(places))
        _, is_new = AgreementSignature.objects.get_or_create(
            version=current, member=act.member, defaults={"signed_at": now}
        )
        if not is_new:
            return current
        act.record("agreement.signed", current, number=number)
        key = f"{current.pk}:signed:{act.member.pk}"
        act.tell(act.partner.user, "agreement_signed", key=key, pairing=act.pairing.pk, version=current.pk)
        if current.signatures.count() == 2:
            touchpoints.complete_open(act.pairing, Step.Kind.AGREEMENT, happened_on=act.own_today, by=by, now=now)
    return current


def still_open(places: Sequence[str]) -> str:
    named = " and ".join([", ".join(places[:-1]), places[-1]] if len(places) > 1 else places)
    return f"Something is still open: {named}. Write down what you agree on there, then sign."


def newest(pairing: Pairing) -> AgreementVersion | None:
    return pairing.agreement_versions.select_related("by").order_by("-number").first()


def _add(text: str, origin: str, act: Act) -> AgreementVersion:
    before = newest(act.pairing)
    number = before.number + 1 if before else 1
    version = AgreementVersion.objects.create(
        pairing=act.pairing, number=number, origin=origin, text=text, by=act.member.user, at=act.now
    )
    verb = "agreement.changed" if number > 1 else "agreement.drafted"
    act.record("agreement.reopened" if origin == Origin.AGAIN else verb, version, number=number)
    ids: dict[str, Any] = {"pairing": act.pairing.pk, "version": version.pk, "due_at": act.now + CHANGES_SETTLE}
    act.tell(act.partner.user, "agreement_changed", key=str(version.pk), **ids)
    return version


def _side(answer: Expectation) -> drafting.Side:
    return drafting.Side(
        name=answer.member.user.first_name,
        hopes=answer.hopes,
        rhythm=answer.get_rhythm_display(),
        ways=answer.way_labels,
        reach=answer.reach,
        between_us=answer.between_us,
        would_stop=answer.would_stop,
    )
