from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from programs.pace.models import Holiday
from programs.program.access import program_for_coordinator


def holiday_for_coordinator(user: User, program_pk: int, pk: int) -> Holiday:
    program = program_for_coordinator(user, program_pk)
    return get_object_or_404(program.holidays.select_related("program"), pk=pk)
