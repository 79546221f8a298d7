"""The mail about kudos: that there are some, never what they say; coordinators can read that mail."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.notifications.planning.kinds import PAIR, Kind, Prepared
from mentoring.notifications.planning.models import Notification
from pairings.feedback.mails import letter, prepare, sample
from pairings.kudos.models import Kudos


def kudos(ids: set[int]) -> Mapping[int, Kudos]:
    people = ("pairing__program", "pairing__mentor__user", "pairing__mentee__user")
    return Kudos.objects.select_related(*people).in_bulk(ids)


def thanked(row: Notification, one: Kudos, reader: User, now: datetime) -> Prepared:
    path = reverse("kudos", args=[one.pairing_id])
    return letter(one.pairing, reader, {"page_url": settings.SITE_URL + path}, path)


KINDS = [
    Kind("kudos_given", "Your partner says thank you", prepare("kudos", kudos, thanked), sample(), roles=PAIR),
]
