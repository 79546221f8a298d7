"""Planned sessions and proposed times, only for the two who meet; Http404 for anybody else."""

from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from pairings.times.models import PlannedSession, TimeProposal


def planned_session_for_pair(user: User, pk: int) -> PlannedSession:
    return get_object_or_404(PlannedSession.objects.of(user).with_people(), pk=pk)


def time_proposal_for_pair(user: User, pk: int) -> TimeProposal:
    return get_object_or_404(TimeProposal.objects.of(user).with_people(), pk=pk)
