"""Of several about one thing the newest is told, and only among those that are still to be told."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mentoring.notifications.planning.models import Mail, Notification
from mentoring.notifications.wishes.models import MailHabits
from mentoring.notifications.writing import composing as delivery
from tests.telling import outcome, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("note")]

MONDAY = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Europe/Berlin"))
DAY = timedelta(days=1)
ABOUT = {"about": "touchpoint:1"}


@pytest.mark.parametrize("fault", [{"gone": True}, {"broken": True}])
@pytest.mark.parametrize("rhythm", ["at_once", "daily"])
def test_a_newer_one_that_is_no_longer_to_be_told_takes_no_other_with_it(cast, fault, rhythm):
    MailHabits.objects.create(user=cast.mentee, rhythm=rhythm)
    older = tell(cast.mentee, "a", due_at=MONDAY, word="older", **ABOUT)
    newer = tell(cast.mentee, "b", due_at=MONDAY + timedelta(minutes=1), **ABOUT, **fault)
    delivery.compose(MONDAY + DAY)
    assert outcome(older) == ("delivered", "")
    assert outcome(newer)[0] == ("suppressed" if "gone" in fault else "failed")
    assert Mail.objects.count() == 1


def test_a_newer_line_that_has_become_untrue_takes_no_other_out_of_the_digest(cast):
    MailHabits.objects.create(user=cast.mentee, rhythm="weekly")
    waiting = [tell(cast.mentee, key, due_at=MONDAY + DAY, **ABOUT) for key in "ab"]
    for moment in range(2):  # one after the other, so that both are folded
        Notification.objects.filter(pk=waiting[moment].pk).update(due_at=MONDAY + (1 + moment) * DAY)
    delivery.compose(MONDAY + DAY)
    delivery.compose(MONDAY + 2 * DAY)
    Notification.objects.filter(pk=waiting[1].pk).update(payload={"gone": True})
    assert [outcome(each)[0] for each in waiting] == ["folded", "folded"]
    delivery.compose(MONDAY + 7 * DAY)
    assert [outcome(each)[0] for each in waiting] == ["delivered", "suppressed"]
