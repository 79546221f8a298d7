"""Second stage of delivery: queued mails go to the mail server, outside any transaction, over one connection."""

import time
import uuid
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F, QuerySet

from mentoring.notifications.deciding.budget import DIGEST
from mentoring.notifications.planning import kinds
from mentoring.notifications.planning.models import Mail
from mentoring.notifications.sending import addresses, checking, last_answer
from mentoring.notifications.sending.postman import Postman, ServerAnswer
from mentoring.notifications.wishes import wanted as wishes
from mentoring.notifications.wishes.pace import USEFUL_FOR
from mentoring.notifications.wishes.wanted import Wishes

log = structlog.get_logger(__name__)

BATCH = 100
# A batch is given back after LEASE, one mail takes at most three minutes (six answers of 30 seconds): together less
# than STALE, so that the reaper never frees what is still in somebody's hands.
LEASE = timedelta(minutes=4)
STALE = timedelta(minutes=10)
# What somebody waits for at a screen is claimed alone, so that one mail is all that can wait for a dead worker: a code
# ends after 15 minutes.
URGENT_STALE = timedelta(minutes=4)
# Minutes until the next attempt; eight attempts in about 41 hours.
BACK_OFF = [1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60]
TROUBLES_IN_A_ROW = 2


def send(now: datetime, *, seconds: float | None = None, backend: str | None = None) -> int:
    """Send what is due, for about so many seconds, by another `backend` if need be; returns how many went out."""
    give_up_late(now)
    sent = troubles = 0
    clock = _Clock(now)
    with Postman(backend) as postman:
        while (seconds is None or clock.seconds() < seconds) and (batch := claim(clock.now(), limit=BATCH)):
            count, troubles = _send_batch(batch, postman, clock, troubles=troubles)
            sent += count
            if troubles >= TROUBLES_IN_A_ROW:
                break
    return sent


def claim(now: datetime, *, limit: int) -> list[Mail]:
    """Take mails that are due: nobody else gets them until they are recorded, given back or reaped.

    An urgent one comes first, and alone.
    """
    token = uuid.uuid4()
    with transaction.atomic():
        due = Mail.objects.due(now)
        mails = _locked(due.urgent(), 1) or _locked(due.filter(urgent=False), limit)
        Mail.objects.filter(pk__in=[mail.pk for mail in mails]).update(
            state=Mail.State.SENDING, claimed_at=now, claim=token
        )
    for mail in mails:
        mail.claim = token
    return mails


def _locked(due: QuerySet[Mail], limit: int) -> list[Mail]:
    in_order = due.order_by("next_attempt_at", "pk").select_related("recipient")
    return list(in_order.select_for_update(skip_locked=True, of=("self",))[:limit])


def reap(now: datetime) -> int:
    """Free the claims of workers that died. Whether the mail in flight had arrived nobody knows: it goes again."""
    stale = Mail.objects.claimed_before(now - STALE) | Mail.objects.claimed_before(now - URGENT_STALE).urgent()
    freed = {"claim": None, "claimed_at": None, "attempts": F("attempts") + 1}
    given_up = stale.filter(attempts__gte=len(BACK_OFF)).update(
        **freed, state=Mail.State.FAILED, server_answer="The worker stopped while sending, time and again."
    )
    again = stale.update(**freed, state=Mail.State.QUEUED, next_attempt_at=now)
    if given_up or again:
        log.warning("worker_stopped_while_sending", given_up=given_up, queued_again=again)
    return given_up + again


def give_up_late(now: datetime) -> int:
    """A mail that should have gone more than two days ago is no use any more; service mails always are."""
    given_up = (
        Mail.objects.queued()
        .filter(next_attempt_at__lt=now - USEFUL_FOR, kind__in=[kind.name for kind in kinds.optional()])
        .update(state=Mail.State.FAILED, server_answer="Not sent: more than two days late.")
    )
    if given_up:
        log.warning("mails_too_late", given_up=given_up)
    return given_up


class _Clock:
    """`now` as it goes on while we work: the reaper compares a claim's age with the real time."""

    def __init__(self, now: datetime) -> None:
        self.started_at, self.started = now, time.monotonic()

    def seconds(self) -> float:
        return time.monotonic() - self.started

    def now(self) -> datetime:
        return self.started_at + timedelta(seconds=self.seconds())


def _send_batch(batch: Sequence[Mail], postman: Postman, clock: _Clock, *, troubles: int) -> tuple[int, int]:
    """How many were sent, and how many troubles in a row there are by now; too many of those end the run."""
    claimed_at = clock.now()
    waiting = deque(batch)
    round_ = _Round(batch)
    sent = 0
    try:
        waiting = deque(checking.still_true(batch, claimed_at))
        while waiting and troubles < TROUBLES_IN_A_ROW and clock.now() - claimed_at <= LEASE:
            mail = waiting.popleft()
            if round_.is_held(mail, clock.now()):
                continue
            answer = postman.deliver(mail)
            round_.record(mail, answer, clock.now())
            sent += answer.result == "sent"
            troubles = troubles + 1 if answer.result == "trouble" else 0
            if answer.result == "unreachable":  # the same for every other mail: no need to wait for each
                while waiting:
                    round_.record(waiting.popleft(), answer, clock.now())
                return sent, TROUBLES_IN_A_ROW
        return sent, troubles
    finally:
        round_.put_off()
        _give_back(list(waiting))
        round_.keep_last_answer(clock.now())


class _Round:
    """One batch on its way out: what its people wish, what is known of their addresses, and what waits for morning."""

    def __init__(self, batch: Sequence[Mail]) -> None:
        people = (mail.recipient for mail in batch if mail.recipient)
        self._wishes = Wishes(people, (mail.program_id for mail in batch)).read_quiet_hours()
        self._refused = wishes.refusals(mail.to for mail in batch)
        self._held: dict[datetime, list[Mail]] = defaultdict(list)
        self._last: tuple[ServerAnswer, Mail] | None = None

    def is_held(self, mail: Mail, now: datetime) -> bool:
        allowed = self._allowed_from(now, mail)
        if allowed > now:
            self._held[allowed].append(mail)
        return allowed > now

    def record(self, mail: Mail, answer: ServerAnswer, now: datetime) -> None:
        _record(mail, answer, now, self._allowed_from)
        self._last = (answer, mail) if answer.was_asked else self._last
        if answer.no_such_address:
            addresses.refuse(mail.to, answer.text, now=now)
        elif answer.result == "sent" and mail.to.lower() in self._refused:
            addresses.forget(mail.to)

    def put_off(self) -> None:
        for allowed, mails in self._held.items():
            _give_back(mails, next_attempt_at=allowed)

    def keep_last_answer(self, now: datetime) -> None:
        if self._last:
            last_answer.keep(*self._last, now=now)

    def _allowed_from(self, moment: datetime, mail: Mail) -> datetime:
        """Service mails and what somebody has written to be read at once know no quiet hours."""
        tells = mail.notification_id is not None or mail.kind == DIGEST  # also where it is sent again, by hand
        if mail.recipient is None or kinds.is_service(mail.kind) or (mail.urgent and not tells):
            return moment
        return self._wishes.allowed_from(moment, mail.recipient, mail.program_id)


def _record(
    mail: Mail, answer: ServerAnswer, now: datetime, allowed_from: Callable[[datetime, Mail], datetime]
) -> None:
    """What became of it; on disk before the next one goes, so that a crash can repeat one mail at most."""
    attempts = mail.attempts + 1
    state, next_attempt_at = Mail.State.QUEUED, mail.next_attempt_at
    if answer.result == "sent":
        state = Mail.State.SENT
    elif answer.result == "refused" or attempts > len(BACK_OFF):
        state = Mail.State.FAILED
    else:
        next_attempt_at = allowed_from(now + timedelta(minutes=BACK_OFF[attempts - 1]), mail)
    sent_at = now if state == Mail.State.SENT else None
    recorded = _mine([mail]).update(
        state=state,
        sent_at=sent_at,
        next_attempt_at=next_attempt_at,
        server_answer="" if answer.result == "sent" else answer.text,
        attempts=attempts,
        claim=None,
        claimed_at=None,
    )
    if not recorded:
        log.warning("claim_lost", mail=mail.pk)


def _give_back(mails: Sequence[Mail], **changed: datetime) -> None:
    if mails:
        _mine(mails).update(claim=None, claimed_at=None, state=Mail.State.QUEUED, **changed)


def _mine(mails: Sequence[Mail]) -> QuerySet[Mail]:
    return Mail.objects.filter(pk__in=[mail.pk for mail in mails], state=Mail.State.SENDING, claim=mails[0].claim)
