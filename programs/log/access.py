from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from mentoring.notifications.planning.models import Mail, Notification
from programs.program.access import program_for_coordinator


def mail_for_coordinator(user: User, program_pk: int, pk: int) -> Mail:
    """A mail that was written for a program the person runs.

    A digest that covers other programs too belongs to none. To be safe, we check its lines as well as its own program.
    """
    program = program_for_coordinator(user, program_pk)
    elsewhere = Notification.objects.filter(digest=OuterRef("pk")).exclude(program_id=program.pk)
    mails = Mail.objects.filter(~Exists(elsewhere), program_id=program.pk)
    return get_object_or_404(mails.select_related("recipient"), pk=pk)
