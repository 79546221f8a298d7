"""A message to report, and a report for the coordinators who aren't in the pair."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from pairings.messages.models import Message, MessageReport


def message_to_report(user: User, pk: int) -> Message:
    """A message the person has received; PermissionDenied for its author, Http404 for anybody outside the pair."""
    message = get_object_or_404(Message.objects.visible_to(user).with_people(), pk=pk)
    if message.author_id == user.pk:
        raise PermissionDenied
    return message


def report_for_coordinator(user: User, pk: int) -> MessageReport:
    """A reported message, only for coordinators who aren't in the pair; Http404 for anybody else."""
    return get_object_or_404(MessageReport.objects.for_coordinator(user).with_people(), pk=pk)
