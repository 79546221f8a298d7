"""A promise, only for the two of its pair."""

from django.shortcuts import get_object_or_404

from mentoring.accounts.models import User
from pairings.promises.models import Promise


def promise_for_pair(user: User, pk: int) -> Promise:
    return get_object_or_404(Promise.objects.visible_to(user).with_people(), pk=pk)
