"""The agreement of a pair, as the two may read it."""

from dataclasses import dataclass

from mentoring.accounts.models import User
from pairings.agreement import drafting
from pairings.agreement.models import AgreementVersion
from pairings.pair.access import View


@dataclass(frozen=True)
class Reading:
    """`current` is the newest version, `signed` the number of the newest that both have signed."""

    versions: list[AgreementVersion]  # the newest first, without their texts
    current: AgreementVersion | None
    signed: int | None
    i_signed: bool
    partner_signed: bool
    lost_signature: bool  # one of them had signed the previous version, but a change made that signature void

    @property
    def open_places(self) -> list[str]:
        """The headings under which something is still to be agreed: until then nobody signs."""
        return drafting.open_places(self.current.text) if self.current else []

    @property
    def is_signed(self) -> bool:
        return self.current is not None and self.current.number == self.signed


def reading(seen: View) -> Reading:
    """Three queries, however many versions there are."""
    rows = AgreementVersion.objects.visible_to(seen.viewer).filter(pairing=seen.pairing).select_related("by")
    versions = list(rows.defer("text").prefetch_related("signatures__member").order_by("-number"))
    current = rows.filter(pk=versions[0].pk).first() if versions else None
    signers = [{one.member.user_id for one in version.signatures.all()} for version in versions]
    now_signed = signers[0] if signers else set()
    before = signers[1] if len(signers) > 1 else set()
    return Reading(
        versions=versions,
        current=current,
        signed=next((version.number for version, by in zip(versions, signers, strict=True) if len(by) == 2), None),
        i_signed=seen.viewer.pk in now_signed,
        partner_signed=bool(now_signed - {seen.viewer.pk}),
        lost_signature=len(before) == 1 and not now_signed,
    )


def has_signed(version: AgreementVersion, user: User) -> bool:
    return version.signatures.filter(member__user=user).exists()
