from django.db.models import QuerySet

from programs.program.models import Membership, Program


def coordinators_of(program: Program) -> QuerySet[Membership]:
    return Membership.objects.coordinators().filter(program=program).select_related("user", "program")
