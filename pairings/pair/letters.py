"""What all mails about a pair share: who gets them, what they call people, and why some don't go out.

Coordinators can read a program's mails, so no mail quotes what is only for the pair.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, TypeVar

from django.conf import settings
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.notifications.answering import links
from mentoring.notifications.planning.families import Batch, Family, Notice
from mentoring.notifications.planning.kinds import Letter
from mentoring.notifications.planning.models import Notification
from pairings.pair.models import Pairing
from programs.program.letters import belonging
from programs.program.models import Membership

T = TypeVar("T")
Choices = list[dict[str, str]]  # for each answer its label and its URL

# Reasons why a mail wasn't sent, for the mail log.
ENDED = "The pair had ended before this went out."
HAS_LEFT = "The recipient no longer takes part."
NOT_OF_PAIR = "The recipient isn't in this pair."
GONE = "The pair is gone."
REMOVED = "It was removed before this went out."
TAKEN_BACK = "The session was taken back before this went out."
ANSWERED = "They had answered before this went out."
NOT_THEIRS = "The recipient doesn't receive it any more."
NOT_SO = {
    Pairing.State.ACTIVE: "They were back before this went out.",
    Pairing.State.PAUSED: "The pair was on a pause again before this went out.",
    Pairing.State.ENDED: ENDED,
}


@dataclass(frozen=True)
class PairNotice(Notice[T]):
    """A notification about a pair or something that belongs to one; the pairing is loaded `with_people()`."""

    pairing: Pairing

    @property
    def partner(self) -> User:
        return self.pairing.partner_of(self.reader)

    @property
    def side(self) -> Membership:
        """The reader's membership."""
        return self.pairing.mentor if self.reader.pk == self.pairing.mentor.user_id else self.pairing.mentee

    @property
    def roles(self) -> tuple[str, str]:
        """The reader's role, then the partner's."""
        return ("mentor", "mentee") if self.side == self.pairing.mentor else ("mentee", "mentor")

    @property
    def names(self) -> dict[str, Any]:
        return {"partner": str(self.partner), "partner_first": self.partner.first_name}

    @property
    def why(self) -> str:
        return belonging(self.partner.first_name, self.roles[0], self.pairing.program)

    @property
    def takes_part(self) -> bool:
        return self.pairing.has(self.reader)

    @property
    def thread(self) -> str:
        return f"pairing-{self.pairing.pk}"

    def over(self, left: str = HAS_LEFT) -> str:
        """Why this isn't told any more; empty while the pair is live and the reader takes part."""
        if not self.pairing.is_live:
            return ENDED
        return "" if self.takes_part else left

    def not_so(self, state: Pairing.State) -> str:
        """Why the reader isn't told that the pair is in `state`; empty if it is and the reader takes part."""
        if self.pairing.state != state:
            return NOT_SO[Pairing.State(self.pairing.state)]
        return "" if self.takes_part else HAS_LEFT

    def letter(self, path: str, **more: Any) -> Letter:
        """A letter to one of the two about the partner. `more` can hold words, `actions` and a `calendar`."""
        return self.plain_letter(path, self.why, thread=self.thread, **self.names, **more)

    def plain_letter(
        self,
        path: str,
        why: str,
        *,
        thread: str = "",
        actions: tuple[tuple[str, str], ...] = (),
        calendar: Mapping[str, str] | None = None,
        in_app: bool = True,
        **words: Any,
    ) -> Letter:
        """A letter that names nobody unless `words` do; `why` tells the reader why they got it."""
        context = {"page_url": settings.SITE_URL + path, "why": why, **words}
        program = self.pairing.program.name
        return Letter(context, program, thread=thread, url=path, actions=actions, calendar=calendar, in_app=in_app)

    def answer_url(self, page: str, purpose: str, *, object_id: int) -> str:
        """The URL of a page where the reader can answer without signing in."""
        token = links.make(purpose, user=self.reader, object_id=object_id)
        return settings.SITE_URL + reverse(page, args=[token])


def about(
    name: str, find: Callable[[Batch], Mapping[int, T]], pairing_of: Callable[[T], Pairing] = attrgetter("pairing")
) -> Family[PairNotice[T]]:
    """The family of kinds whose payloads hold an id under `name`; `find` loads those rows for a batch, with people."""

    def read(row: Notification, batch: Batch) -> PairNotice[T] | None:
        found = batch.ask(find).get(row.payload[name])
        return None if found is None else PairNotice(row, batch, found, pairing_of(found))

    return Family(read)


def pairings(batch: Batch) -> dict[int, Pairing]:
    return Pairing.objects.with_people().in_bulk(batch.ids("pairing"))


# Shared by every kind that is about a pair itself, in any room, so that they are all checked in one batch.
PAIRS = about("pairing", pairings, lambda pairing: pairing)


def by_pairing(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.pairing_id, []).append(row)
    return found


def choices(url: str, name: str, answers: Iterable[tuple[Any, str]]) -> Choices:
    """A link for each answer, with the answer in the URL as the parameter `name`."""
    return [{"label": label, "url": f"{url}?{name}={value}"} for value, label in answers]


def actions(offered: Choices) -> tuple[tuple[str, str], ...]:
    """The same choices, for a line of a digest."""
    return tuple((one["label"], one["url"]) for one in offered)
