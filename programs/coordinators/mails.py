"""The mail to somebody who was made a coordinator."""

from django.conf import settings
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.notifications.planning.families import Batch, Notice, about
from mentoring.notifications.planning.kinds import Letter
from programs.program.letters import NOT_COORDINATING, sample
from programs.program.models import Membership


def appointed(notice: Notice[Membership]) -> Letter | str:
    path = reverse("program", args=[notice.about.program_id])
    by = notice.ask(_appointers).get(notice.row.payload["by"], "")
    return Letter({"appointed_by": by, "link": settings.SITE_URL + path}, notice.about.program.name, url=path)


def _memberships(batch: Batch) -> dict[int, Membership]:
    return Membership.objects.coordinators().select_related("program").in_bulk(batch.ids("membership"))


def _appointers(batch: Batch) -> dict[int, str]:
    return {user.pk: str(user) for user in User.objects.filter(pk__in=batch.ids("by"))}


COORDINATORS = about("membership", _memberships)
KINDS = [
    COORDINATORS.kind(
        "coordinator_appointed",
        "You run a program now",
        appointed,
        sample(appointed_by="Cora Lind"),
        gone=NOT_COORDINATING,
        service=True,
    ),
]
