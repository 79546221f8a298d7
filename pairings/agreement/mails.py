"""The mails about an agreement: it has new words, or the partner has signed. They never say what is in it."""

from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.urls import reverse

from mentoring.notifications.planning.families import Batch
from mentoring.notifications.planning.kinds import PAIR, Letter
from pairings.agreement import drafting
from pairings.agreement.models import AgreementVersion
from pairings.pair import samples
from pairings.pair.letters import ENDED, NOT_OF_PAIR, PAIRS, PairNotice, by_pairing
from pairings.pair.models import Pairing

CHANGED, SIGNED = "agreement_changed", "agreement_signed"
ANEW = "The text was changed again; that is told instead."


def changed(notice: PairNotice[Pairing]) -> Letter | str:
    if over := notice.over(NOT_OF_PAIR):
        return over
    versions = _versions_of(notice)
    if not versions:
        return ANEW
    if _signers(versions[0]):
        return "It was signed before this went out; that is told instead."
    before = _signers(versions[1]) if len(versions) > 1 else set()
    lost = len(before) == 1 and notice.reader.pk in before
    return _letter(notice, versions[0], is_first=versions[0].number == 1, lost_signature=lost)


def signed(notice: PairNotice[Pairing]) -> Letter | str:
    if over := notice.over(NOT_OF_PAIR):
        return over
    versions = _versions_of(notice)
    if not versions:
        return ANEW
    is_signed = len(_signers(versions[0])) == 2
    if is_signed and _last_signer(versions[0]) == notice.reader.pk:
        return "They had signed themselves before this went out."
    return _letter(notice, versions[0], is_signed=is_signed)


def _letter(notice: PairNotice[Pairing], version: AgreementVersion, **words: Any) -> Letter:
    path = reverse("agreement", args=[notice.pairing.pk])
    words.setdefault("is_open", version.is_open)  # type: ignore[attr-defined]  # annotated
    return notice.letter(
        path, sign_url=notice.answer_url("agreement_answer", "agreement", object_id=version.pk), **words
    )


def _versions_of(notice: PairNotice[Pairing]) -> list[AgreementVersion]:
    """Newest first, with signatures; empty if the version this mail is about isn't the newest any more."""
    found = notice.ask(_versions).get(notice.pairing.pk, [])
    return found if found and found[0].pk == notice.row.payload["version"] else []


def _versions(batch: Batch) -> dict[int, list[AgreementVersion]]:
    rows = AgreementVersion.objects.filter(pairing__in=batch.ids("pairing", CHANGED, SIGNED)).defer("text")
    open_still = Q(text__icontains=drafting.TO_BE_AGREED)
    rows = rows.annotate(is_open=ExpressionWrapper(open_still, output_field=BooleanField()))
    return by_pairing(rows.order_by("-number").prefetch_related("signatures__member"))


def _signers(version: AgreementVersion) -> set[int]:
    return {signature.member.user_id for signature in version.signatures.all()}


def _last_signer(version: AgreementVersion) -> int:
    return max(version.signatures.all(), key=lambda signature: signature.signed_at).member.user_id


SAMPLE = samples.of_mentor(sign_url=samples.EXAMPLE, is_first=True)
KINDS = [
    PAIRS.kind(CHANGED, "Your agreement has new words", changed, SAMPLE, gone=ENDED, roles=PAIR),
    PAIRS.kind(SIGNED, "Your partner has signed", signed, SAMPLE, gone=ENDED, roles=PAIR),
]
