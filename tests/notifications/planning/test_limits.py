"""One person can't flood another: beyond a number of notices an hour an act is refused, and nothing of it is kept."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mentoring.activity.models import Entry
from mentoring.notifications.planning import limits, outbox
from mentoring.notifications.planning.models import Mail, Notification
from mentoring.web.integrity import Refused
from pairings.kudos import actions as kudos
from pairings.models import Kudos
from pairings.pair import acting
from tests.pages import shows

pytestmark = pytest.mark.django_db

TOO_OFTEN = "has been told of it too often. This isn’t saved yet: try again in a while."


def tell(cast, number, *, to="mentee", kind="kudos_given", by="mentor", now=None):
    for _ in range(number):
        outbox.tell(getattr(cast, to), kind, key=str(uuid.uuid4()), by=getattr(cast, by), now=now or timezone.now())


def give(cast, *, by="mentor", now=None, text="Thank you for the walk"):
    return kudos.give(cast.pairing, text=text, by=getattr(cast, by), now=now or timezone.now(), form_key=uuid.uuid4())


def test_kudos_beyond_the_limit_are_refused_and_what_was_typed_stays(cast, sign_in):
    for _ in range(limits.NOTICES_OF_A_KIND_AN_HOUR):
        give(cast)
    entries = Entry.objects.count()
    words = {"text": "One more word of thanks", "form_key": str(uuid.uuid4())}
    answer = sign_in(cast.mentor).post(reverse("kudos", args=[cast.pairing.pk]), words)
    assert answer.status_code == 422
    shows(answer, TOO_OFTEN, "One more word of thanks", str(cast.mentee))
    assert (Kudos.objects.count(), Entry.objects.count()) == (limits.NOTICES_OF_A_KIND_AN_HOUR, entries)


def test_the_other_of_the_two_and_other_kinds_are_not_held(cast):
    tell(cast, limits.NOTICES_OF_A_KIND_AN_HOUR)
    give(cast, by="mentee")
    tell(cast, 1, kind="goal_commented")
    tell(cast, 1, to="other_mentee")
    with pytest.raises(Refused, match=TOO_OFTEN):
        give(cast)


def test_all_kinds_together_have_a_limit_too(cast):
    tell(cast, limits.NOTICES_OF_A_KIND_AN_HOUR, kind="goal_commented")
    tell(cast, limits.NOTICES_AN_HOUR - limits.NOTICES_OF_A_KIND_AN_HOUR, kind="milestone_reached")
    with pytest.raises(Refused, match=TOO_OFTEN):
        give(cast)


def test_an_hour_later_it_works_by_the_clock_of_the_act(cast):
    then = timezone.now() - timedelta(days=40)
    tell(cast, limits.NOTICES_OF_A_KIND_AN_HOUR, now=then)
    with pytest.raises(Refused):
        give(cast, now=then + timedelta(minutes=59))
    give(cast, now=then + timedelta(minutes=60))


def test_what_the_software_tells_is_not_counted(cast):
    for _ in range(limits.NOTICES_AN_HOUR + 1):
        outbox.tell(cast.mentee, "step_due", key=str(uuid.uuid4()), now=timezone.now())
    give(cast)
    assert Notification.objects.filter(by=None).count() == limits.NOTICES_AN_HOUR + 1


def test_an_act_asks_once_however_many_it_tells(cast):
    by, now = cast.coordinator, timezone.now()
    with CaptureQueriesContext(connection) as asked, acting.on(cast.pairing, by=by, now=now) as act:
        for number, one in enumerate([cast.mentor, cast.mentee, cast.other_mentee]):
            act.tell(one, "kudos_given", key=f"once:{number}")
        act.in_private().tell(cast.mentor, "kudos_given", key="once:private")
    counting = [one for one in asked if 'COUNT("notifications_notification"' in one["sql"]]
    assert len(counting) == 1
    assert "notification_of_an_act" in {index.name for index in Notification._meta.indexes}


def test_samples_to_oneself_have_a_limit(cast):
    now = timezone.now()
    for number in range(limits.SAMPLES_AN_HOUR):
        limits.make_room_for_a_sample(cast.coordinator, "step_due", now=now)
        Mail.objects.create(
            to=cast.coordinator.email, recipient=cast.coordinator, kind="step_due", subject="A step", text="…",
            urgent=True, message_id=f"<{number}@localhost>", created_at=now,
        )  # fmt: skip
    with pytest.raises(Refused, match="You have sent yourself 30 samples within the last hour"):
        limits.make_room_for_a_sample(cast.coordinator, "step_due", now=now)
    limits.make_room_for_a_sample(cast.mentor, "step_due", now=now)
    limits.make_room_for_a_sample(cast.coordinator, "step_due", now=now + limits.HOUR)
