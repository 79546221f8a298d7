from django.db.models import QuerySet

from mentoring.postgres.names import ByName
from programs.program.models import Membership, Program


def coordinators_of(program: Program) -> QuerySet[Membership]:
    mine = Membership.objects.coordinators().filter(program=program).select_related("user", "program")
    return mine.order_by(ByName("user__name"), "pk")
