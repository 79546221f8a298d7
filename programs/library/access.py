from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from programs.library.models import Resource
from programs.program.access import program_for_coordinator


def resource_for_coordinator(user: User, program_pk: int, pk: int) -> Resource:
    program = program_for_coordinator(user, program_pk)
    return get_object_or_404(program.resources.select_related("program"), pk=pk)
