"""Two workers, killed workers, no broker: nothing is lost, and nothing goes twice but what was in flight."""

import os
import signal
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from mentoring.notifications.planning.models import Mail, Notification
from mentoring.notifications.sending import delivery as sending_delivery
from mentoring.notifications.sending import sender as sending_sender
from mentoring.notifications.writing import composing as writing_composing
from tests import worker
from tests.telling import queue, states, tell

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("note")]


def at_once(number, job) -> list:
    """Run the job in so many threads that start together; their answers."""
    barrier, answers = threading.Barrier(number), []

    def run():
        barrier.wait()
        try:
            answers.append(job())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def test_two_workers_compose_each_notification_once(cast):
    for n in range(450):
        tell(cast.mentee, f"key-{n}")
    now = timezone.now()
    decided = at_once(2, lambda: writing_composing.compose(now))
    left = writing_composing.compose(now)  # each passes by what the other holds; the next beat looks again
    assert sum(decided) + left == 450
    assert Mail.objects.count() == Notification.objects.filter(state="delivered").count() == 450


def test_two_workers_send_each_mail_once(sink):
    queue(350)
    sent = at_once(2, lambda: sending_sender.send(timezone.now()))
    assert sum(sent) == 350
    assert min(sent) > 0
    assert (len(sink.mails), sink.duplicates(), states()) == (350, 0, {"sent": 350})


@pytest.mark.processes
def test_two_real_workers_deliver_each_mail_once(sink):
    queue(350)
    workers = [worker.start(sink.port), worker.start(sink.port)]
    assert [each.wait(60) for each in workers] == [0, 0]
    assert (len(sink.mails), sink.duplicates(), states()) == (350, 0, {"sent": 350})


def killed_while(sink, moment: str, number: int) -> None:
    """A real worker dies by SIGKILL at the `number`th mail: on its address, or when the server has just taken it."""
    calls = 0

    def kill(_):
        nonlocal calls
        calls += 1
        if calls == number:
            os.kill(victim.pid, signal.SIGKILL)

    setattr(sink, moment, kill)
    victim = worker.start(sink.port)
    assert victim.wait(60) == -signal.SIGKILL
    setattr(sink, moment, None)


@pytest.mark.processes
def test_a_worker_killed_before_the_server_has_the_mail_costs_no_duplicate(sink):
    queue(120)
    killed_while(sink, "on_recipient", 7)
    assert (len(sink.mails), states()) == (6, {"sent": 6, "sending": 94, "queued": 20})
    recovered(sink)
    assert (len(sink.counts()), sink.duplicates()) == (120, 0)


@pytest.mark.processes
def test_a_worker_killed_after_the_server_has_the_mail_costs_one_duplicate(sink):
    queue(120)
    killed_while(sink, "on_message", 7)
    assert (len(sink.mails), states()) == (7, {"sent": 6, "sending": 94, "queued": 20})
    recovered(sink)
    assert (len(sink.counts()), sink.duplicates()) == (120, 1)
    assert sink.counts()[sink.mails[6]["Message-ID"]] == 2  # the one that was in flight


@pytest.mark.processes
def test_three_kills_cost_three_duplicates_at_most_and_lose_nothing(sink):
    queue(60)
    for number in (5, 9, 13):
        killed_while(sink, "on_message", number)
        sending_sender.reap(timezone.now() + timedelta(minutes=11))
        Mail.objects.queued().update(next_attempt_at=timezone.now())
    sending_delivery.run()
    assert (len(sink.counts()), states()) == (60, {"sent": 60})
    assert sink.duplicates() == 3


def recovered(sink) -> None:
    """A living worker leaves a young claim alone; when the claim is stale, everything goes out."""
    sending_delivery.run()
    assert states() == {"sent": 26, "sending": 94}
    later = timezone.now() + timedelta(minutes=11)
    sending_sender.reap(later)
    sending_sender.send(later)
    assert set(states()) == {"sent"}


@pytest.mark.processes
def test_a_worker_killed_with_a_code_in_its_hands_holds_no_other_and_that_one_briefly(sink):
    """A sign-in code ends after 15 minutes: the others go with the next worker, this one after five at most."""
    queue(40)
    Mail.objects.filter(pk__in=Mail.objects.order_by("pk").values("pk")[37:]).update(urgent=True)
    killed_while(sink, "on_recipient", 2)
    assert (len(sink.mails), states()) == (1, {"sent": 1, "sending": 1, "queued": 38})
    now = timezone.now()
    assert sending_sender.send(now) == 38
    assert [mail.urgent for mail in Mail.objects.filter(state="sending")] == [True]
    assert sending_sender.reap(now + timedelta(minutes=3)) == 0
    assert sending_sender.reap(now + timedelta(minutes=4, seconds=30)) == 1
    assert sending_sender.send(now + timedelta(minutes=5)) == 1
    assert (states(), sink.duplicates()) == ({"sent": 40}, 0)


def test_an_urgent_mail_is_claimed_first_and_alone():
    queue(5)
    now = timezone.now()
    Mail.objects.filter(pk__in=Mail.objects.order_by("-pk").values("pk")[:2]).update(urgent=True)
    claims = [[mail.urgent for mail in sending_sender.claim(now, limit=100)] for _ in range(4)]
    assert claims == [[True], [True], [False] * 3, []]


def test_a_connection_lost_while_composing_frees_its_claim(cast):
    """The claim is a row lock inside the transaction: it ends with the worker's connection, whatever killed it."""
    for n in range(3):
        tell(cast.mentee, f"key-{n}", kind="test_service")
    claimed = threading.Event()
    go_on = threading.Event()

    def half() -> int:
        from django.db import transaction

        with transaction.atomic():
            list(Notification.objects.due(timezone.now()).select_for_update(skip_locked=True))
            claimed.set()
            go_on.wait(10)
            connection.close()  # what the server sees of a killed worker
        return 0

    thread = threading.Thread(target=half)
    thread.start()
    assert claimed.wait(10)
    assert writing_composing.compose(timezone.now()) == 0  # all in the other's hands
    go_on.set()
    thread.join(10)
    until, composed = time.monotonic() + 10, 0
    while not composed and time.monotonic() < until:  # the server takes a moment to notice
        composed = writing_composing.compose(timezone.now())
    assert composed == 3


def test_before_a_mail_goes_the_record_of_the_one_before_it_is_there(sink):
    queue(3)
    recorded = []

    def look(_) -> None:  # from the server's own thread, over a connection of its own
        recorded.extend(at_once(1, Mail.objects.filter(state="sent").count))

    sink.on_message = look
    assert sending_sender.send(timezone.now()) == 3
    assert recorded == [0, 1, 2]
