"""The mails about a pair's beginning: each is checked again at the moment it goes out, in a constant number of queries.

Coordinators can read a program's mails, so none quotes an introduction, an expectation, an agreement, or the words of a
fit check.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.notifications.answering import links
from mentoring.notifications.planning.kinds import COORDINATORS, PAIR, Kind, Letter, Prepared, Suppressed
from mentoring.notifications.planning.models import Notification
from pairings.agreement.models import AgreementVersion
from pairings.expectations.models import Expectation
from pairings.fit_checks.models import FitCheck
from pairings.pair.models import Pairing
from programs.program.models import Program


class Known:
    """What the pairs of some notifications have done: each question is asked once, where one of them depends on it."""

    def __init__(self, rows: Sequence[Notification]) -> None:
        self._ids = {row.payload["pairing"] for row in rows}

    @cached_property
    def pairings(self) -> dict[int, Pairing]:
        return Pairing.objects.with_people().in_bulk(self._ids)

    @cached_property
    def fits(self) -> dict[int, list[FitCheck]]:
        return _by_pairing(FitCheck.objects.filter(pairing__in=self._ids).select_related("member__user"))

    @cached_property
    def handed_in(self) -> dict[int, list[Expectation]]:
        return _by_pairing(Expectation.objects.handed_in().filter(pairing__in=self._ids).select_related("member"))

    @cached_property
    def versions(self) -> dict[int, list[AgreementVersion]]:
        rows = AgreementVersion.objects.filter(pairing__in=self._ids).defer("text").order_by("-number")
        return _by_pairing(rows.prefetch_related("signatures__member"))


@dataclass(frozen=True)
class News:
    """One notification with what says whether it is still true."""

    row: Notification
    pairing: Pairing
    known: Known

    @property
    def recipient(self) -> User:
        return self.row.recipient

    @property
    def partner(self) -> User:
        return self.pairing.partner_of(self.recipient)

    @property
    def fits(self) -> list[FitCheck]:
        return self.known.fits.get(self.pairing.pk, [])

    @property
    def handed_in(self) -> list[Expectation]:
        return self.known.handed_in.get(self.pairing.pk, [])

    @property
    def versions(self) -> list[AgreementVersion]:
        """The newest first, with their signatures."""
        return self.known.versions.get(self.pairing.pk, [])

    def signers(self, version: AgreementVersion) -> set[int]:
        return {signature.member.user_id for signature in version.signatures.all()}


Words = Callable[[News], dict[str, Any] | str]  # the words of the mail, or why there is none


def prepare(rows: Sequence[Notification], now: datetime) -> Mapping[int, Prepared]:
    """Of every kind about a beginning, in one go."""
    known = Known(rows)
    return {row.pk: _decide(row, known) for row in rows}


def _decide(row: Notification, known: Known) -> Prepared:
    pairing, words = known.pairings.get(row.payload["pairing"]), WORDS[row.kind]
    if pairing is None or not pairing.is_live:
        return Suppressed("The pair had ended before this went out.")
    news, for_pair = News(row, pairing, known), row.kind not in OF_COORDINATORS
    if for_pair and not pairing.has(news.recipient):
        return Suppressed("The recipient isn't in this pair.")
    said = words(news)
    if isinstance(said, str):
        return Suppressed(said)
    context = {**_common(news, for_pair), **said}
    return Letter(context, pairing.program.name, thread=f"pairing-{pairing.pk}", url=said["path"])


def _by_pairing(rows: "QuerySet[Any]") -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.pairing_id, []).append(row)
    return found


def _common(news: News, for_pair: bool) -> dict[str, Any]:
    program = news.pairing.program.name
    if not for_pair:
        return {"why": f"You coordinate {program}."}
    role = "mentor" if news.recipient.pk == news.pairing.mentor.user_id else "mentee"
    partner = news.partner
    why = f"You are {partner.first_name}’s {role} in {program}."
    return {"partner": str(partner), "partner_first": partner.first_name, "why": why}


def _page(news: News, name: str) -> dict[str, Any]:
    path = reverse(name, args=[news.pairing.pk])
    return {"path": path, "page_url": settings.SITE_URL + path}


def introduction_words(news: News) -> dict[str, Any]:
    return _page(news, "introduction")


def expectations_words(news: News) -> dict[str, Any] | str:
    """To the one who hasn't answered: that the partner has. To the one who was first: that both are open."""
    is_open = bool(news.row.payload["opens"])
    if not is_open and any(one.member.user_id == news.recipient.pk for one in news.handed_in):
        return "They had answered themselves before this went out."
    return {**_page(news, "expectations"), "is_open": is_open}


def changed_words(news: News) -> dict[str, Any] | str:
    version = _newest(news)
    if version is None:
        return "The text was changed again; that is told instead."
    signers = news.signers(version)
    if signers:
        return "It was signed before this went out; that is told instead."
    before = news.signers(news.versions[1]) if len(news.versions) > 1 else set()
    lost = len(before) == 1 and news.recipient.pk in before
    return {**_agreement(news, version), "is_first": version.number == 1, "lost_signature": lost}


def signed_words(news: News) -> dict[str, Any] | str:
    version = _newest(news)
    if version is None:
        return "The text was changed again; that is told instead."
    is_signed = len(news.signers(version)) == 2
    if is_signed and _last_signer(version) == news.recipient.pk:
        return "They had signed themselves before this went out."
    return {**_agreement(news, version), "is_signed": is_signed}


def _newest(news: News) -> AgreementVersion | None:
    """The version it is about, where that is still the newest."""
    return next((one for one in news.versions[:1] if one.pk == news.row.payload["version"]), None)


def _last_signer(version: AgreementVersion) -> int:
    return max(version.signatures.all(), key=lambda signature: signature.signed_at).member.user_id


def _agreement(news: News, version: AgreementVersion) -> dict[str, Any]:
    token = links.make("agreement", user_id=news.recipient.pk, object_id=version.pk)
    return {**_page(news, "agreement"), "sign_url": settings.SITE_URL + reverse("agreement_answer", args=[token])}


def fit_words(news: News) -> dict[str, Any] | str:
    mine = next((one for one in news.fits if one.member.user_id == news.recipient.pk), None)
    day = mine.ask_again_on.isoformat() if mine and mine.ask_again_on else None
    if mine and (day is None or day != news.row.payload.get("ask_again_on")):
        return "They had answered before this went out."
    if news.pairing.state != Pairing.State.ACTIVE or news.pairing.program.state != Program.State.RUNNING:
        return "The pair took a pause, or the program didn't run, when this was to go out."
    token = links.make("fit", user_id=news.recipient.pk, object_id=news.pairing.pk)
    url = settings.SITE_URL + reverse("fit_check_answer", args=[token])
    answers = [{"label": label, "url": f"{url}?answer={value}"} for value, label in FitCheck.Answer.choices]
    return {**_page(news, "fit_check"), "answers": answers, "is_again": mine is not None}


def no_words(news: News) -> dict[str, Any] | str:
    said = next((one for one in news.fits if one.pk == news.row.payload["fit_check"]), None)
    if said is None or said.answer != FitCheck.Answer.NO:
        return "The answer was changed before this went out."
    wish = said.get_wish_display() if said.wish else ""
    words = {"who": str(said.member.user), "who_first": said.member.user.first_name, "wish": wish}
    return {**_page(news, "pair"), **words, "pair": str(news.pairing), "has_words": bool(said.words)}


WORDS: dict[str, Words] = {
    "introduction_written": introduction_words,
    "expectations_answered": expectations_words,
    "agreement_changed": changed_words,
    "agreement_signed": signed_words,
    "fit_check_due": fit_words,
    "fit_check_no": no_words,
}
OF_COORDINATORS = {"fit_check_no"}


def sample(**more: Any) -> dict[str, Any]:
    example = f"{settings.SITE_URL}/example"
    return {
        "partner": "Sam Lee",
        "partner_first": "Sam",
        "program": "Women in Engineering",
        "why": "You are Sam’s mentor in Women in Engineering.",
        "page_url": example,
        "sign_url": example,
        "is_first": True,
        "answers": [{"label": label, "url": example} for label in FitCheck.Answer.labels],
        **more,
    }


def sample_no() -> dict[str, Any]:
    who = {"who": "Sam Lee", "who_first": "Sam", "wish": FitCheck.Wish.NEW_MATCH.label}
    return sample(**who, pair="Sam Lee with Miriam Okafor", has_words=True, why="You coordinate Women in Engineering.")


KINDS = [
    Kind("introduction_written", "Your partner has written", prepare, sample, roles=PAIR),
    Kind("expectations_answered", "Your partner has answered", prepare, sample, roles=PAIR),
    Kind("agreement_changed", "Your agreement has new words", prepare, sample, roles=PAIR),
    Kind("agreement_signed", "Your partner has signed", prepare, sample, roles=PAIR),
    Kind("fit_check_due", "Does it fit?", prepare, sample, roles=PAIR),
    Kind("fit_check_no", "A pair doesn’t fit", prepare, sample_no, roles=COORDINATORS),
]
