"""What tidies up at night."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from mentoring.home import tasks


@pytest.mark.django_db
def test_sessions_that_have_ended_go_every_night_and_the_others_stay():
    now = timezone.now()
    for key, ends in {"ended": now - timedelta(minutes=1), "goes-on": now + timedelta(days=1)}.items():
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    for _ in range(2):
        tasks.clear_sessions()
        assert [session.session_key for session in Session.objects.all()] == ["goes-on"]
    nightly = settings.CELERY_BEAT_SCHEDULE["clear sessions"]
    assert nightly["task"] == tasks.clear_sessions.name
    assert (nightly["schedule"].hour, nightly["schedule"].minute) == ({3}, {20})
