"""The agreement of a pair: drafted, changed by either, signed by both on one version, looked at again."""

from datetime import datetime, timedelta

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.web.integrity import Refused
from pairings.agreement import drafting
from pairings.agreement.models import AgreementSignature, AgreementVersion
from pairings.expectations.models import Expectation
from pairings.pair.hold import hold, leave, tell
from pairings.pair.models import Pairing
from pairings.touchpoints import actions as touchpoints
from programs.journey.models import Step
from programs.opening.models import OpeningText

# What the activity page says; the actor's name stands before it.
SENTENCES = {
    "agreement.drafted": "drafted an agreement",
    "agreement.changed": "changed an agreement: version {number}",
    "agreement.reopened": "began to look at an agreement again",
    "agreement.signed": "signed an agreement: version {number}",
}

Origin = AgreementVersion.Origin
# Who writes saves more than once: the partner hears of the text that stands after a while.
CHANGES_SETTLE = timedelta(minutes=30)


class ChangedMeanwhile(Refused):
    """The partner has saved a newer version than the one on the page."""


@transaction.atomic
def begin(pairing: Pairing, *, by: User, now: datetime) -> AgreementVersion:
    """The first version: the program's opening text, then a draft from both answers where they have opened, else an
    outline. Twice gives the same."""
    pairing, _ = hold(pairing, by=by)
    if current := newest(pairing):
        return current
    answers = list(Expectation.objects.opened().filter(pairing=pairing).select_related("member__user"))
    sides = [_side(answer) for answer in sorted(answers, key=lambda answer: answer.member_id != pairing.mentee_id)]
    opening = OpeningText.objects.filter(program=pairing.program_id).values_list("text", flat=True).first()
    text = drafting.opened_with(opening or "", drafting.draft(sides) if sides else drafting.outline())
    return _add(pairing, text, Origin.ANSWERS if sides else Origin.OUTLINE, by=by, now=now)


@transaction.atomic
def change(pairing: Pairing, *, text: str, seen: int, by: User, now: datetime) -> AgreementVersion:
    """A new version, signed by nobody yet. `seen` is the number that was on the page (ChangedMeanwhile)."""
    pairing, _ = hold(pairing, by=by)
    current = newest(pairing)
    if current is None:
        raise Refused("There is no text yet. Draft it first.")
    if current.text == text:
        return current
    if current.number != seen:
        raise ChangedMeanwhile(
            f"{current.by.first_name} has saved other words meanwhile. Both texts are on this page, nothing is lost: "
            "put together what you both want, and save again.",
            field="text",
        )
    return _add(pairing, text, Origin.EDITED, by=by, now=now)


@transaction.atomic
def look_again(pairing: Pairing, *, by: User, now: datetime) -> AgreementVersion:
    """A new version with the words of the signed one, to be talked about and signed anew. Twice gives the same."""
    pairing, _ = hold(pairing, by=by)
    current = newest(pairing)
    if current is None:
        raise Refused("There is no text yet. Draft it first.")
    if current.signatures.count() < 2:
        return current
    return _add(pairing, current.text, Origin.AGAIN, by=by, now=now)


@transaction.atomic
def sign(pairing: Pairing, *, number: int, by: User, now: datetime) -> AgreementVersion:
    """Sign exactly the version that was read. The second signature completes the step. Twice changes nothing."""
    pairing, member = hold(pairing, by=by)
    current = newest(pairing)
    if current is None or current.number != number:
        raise ChangedMeanwhile("The text has changed since you read it. Read it as it stands now, then sign.")
    _, is_new = AgreementSignature.objects.get_or_create(version=current, member=member, defaults={"signed_at": now})
    if not is_new:
        return current
    leave("agreement.signed", current, pairing, by=by, now=now, number=number)
    key = f"{current.pk}:signed:{member.pk}"
    tell(pairing.partner_of(by), "agreement_signed", pairing, key=key, now=now, version=current.pk)
    if current.signatures.count() == 2:
        day = pairing.program.today(now)
        touchpoints.complete_open(pairing, Step.Kind.AGREEMENT, happened_on=day, by=by, now=now)
    return current


def newest(pairing: Pairing) -> AgreementVersion | None:
    return pairing.agreement_versions.select_related("by").order_by("-number").first()


def _add(pairing: Pairing, text: str, origin: str, *, by: User, now: datetime) -> AgreementVersion:
    before = newest(pairing)
    number = before.number + 1 if before else 1
    version = AgreementVersion.objects.create(pairing=pairing, number=number, origin=origin, text=text, by=by, at=now)
    verb = "agreement.changed" if number > 1 else "agreement.drafted"
    leave("agreement.reopened" if origin == Origin.AGAIN else verb, version, pairing, by=by, now=now, number=number)
    later = now + CHANGES_SETTLE
    partner, key = pairing.partner_of(by), str(version.pk)
    tell(partner, "agreement_changed", pairing, key=key, now=now, due_at=later, version=version.pk)
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
