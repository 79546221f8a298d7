"""The library of a program: its coordinators add, change and remove resources."""

from datetime import datetime
from typing import Any

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.activity.record import record
from mentoring.web.integrity import Refused
from programs.models import Program, Resource


@transaction.atomic
def add(program: Program, *, by: User, now: datetime, **words: Any) -> Resource:
    """`words`: title, kind, area, about, url, minutes."""
    resource = Resource.objects.create(program=program, added_by=by, added_at=now, **words)
    _record("resource.added", resource, by=by, now=now)
    return resource


@transaction.atomic
def change(resource: Resource, *, by: User, now: datetime, **words: Any) -> Resource:
    changed = Resource.objects.filter(pk=resource.pk).update(**words)
    if not changed:
        raise Refused("Somebody has removed this resource meanwhile.")
    for name, value in words.items():
        setattr(resource, name, value)
    _record("resource.changed", resource, by=by, now=now)
    return resource


@transaction.atomic
def remove(resource: Resource, *, by: User, now: datetime) -> None:
    """Those who took it into their learning plan keep it there. A second time changes nothing."""
    pk = resource.pk
    if resource.delete()[0]:
        resource.pk = pk
        _record("resource.removed", resource, by=by, now=now)


def _record(verb: str, resource: Resource, *, by: User, now: datetime) -> None:
    record(verb, resource, by=by, program_id=resource.program_id, now=now, title=resource.title)
