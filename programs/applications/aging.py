"""What must stay, however old it is: the activity of programs that aren't closed, and people with a place in one."""

from django.db.models import Exists, OuterRef, Q

from programs.applications.models import Application
from programs.program.models import Membership, Program


def activity_in_use() -> Q:
    return Q(program_id__in=Program.objects.exclude(state=Program.State.CLOSED).order_by().values("pk"))


def people_with_a_place() -> Q:
    theirs = {"user": OuterRef("pk")}
    return Q(Exists(Membership.objects.filter(**theirs))) | Q(Exists(Application.objects.filter(**theirs)))
