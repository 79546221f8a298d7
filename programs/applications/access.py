from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from programs.applications.models import Application
from programs.program.access import program_for_coordinator


def application_for_coordinator(user: User, program_pk: int, pk: int) -> Application:
    """Http404 for a draft: only its author may see it."""
    program = program_for_coordinator(user, program_pk)
    applications = Application.objects.for_coordinators().filter(program=program)
    return get_object_or_404(applications.select_related("program", "user", "decided_by", "invitation"), pk=pk)


def own_application(user: User, program_pk: int, role: str) -> Application:
    mine = Application.objects.filter(user=user, program=program_pk, role=role)
    return get_object_or_404(mine.select_related("program"))
