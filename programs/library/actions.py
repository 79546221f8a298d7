"""The library of a program: its coordinators add, change and remove resources."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.activity.record import record
from mentoring.web.integrity import Refused, must_stand
from programs.library.models import Resource
from programs.program.models import Program

# What the activity page says after the actor's name.
SENTENCES = {
    "resource.added": "added “{title}” to the resources",
    "resource.changed": "changed the resource “{title}”",
    "resource.removed": "removed “{title}” from the resources",
}


@transaction.atomic
def add(program: Program, *, by: User, now: datetime, **words: Any) -> Resource:
    """`words`: title, kind, area, about, url, minutes."""
    resource = Resource.objects.create(program=program, added_by=by, added_at=now, **words)
    _record("resource.added", resource, by=by, now=now)
    return resource


@transaction.atomic
def change(
    resource: Resource, *, before: Mapping[str, Any] | None = None, by: User, now: datetime, **words: Any
) -> Resource:
    """`words` as in `add`. Refused if somebody has removed the resource.

    `before`: the values when the form was opened. Refused if a field that changes here has been changed since.
    """
    current = Resource.objects.select_for_update(no_key=True).filter(pk=resource.pk).first()
    if current is None:
        raise Refused("Somebody has removed this resource meanwhile.")
    changed = [name for name, value in words.items() if getattr(current, name) != value]
    must_stand(current, before, changed)
    for name in changed:
        setattr(current, name, words[name])
    if changed:
        current.save(update_fields=changed)
        _record("resource.changed", current, by=by, now=now)
    return current


@transaction.atomic
def remove(resource: Resource, *, by: User, now: datetime) -> None:
    """Learning plans that contain it keep their copy. Doing it again changes nothing."""
    pk = resource.pk
    if resource.delete()[0]:
        resource.pk = pk
        _record("resource.removed", resource, by=by, now=now)


def _record(verb: str, resource: Resource, *, by: User, now: datetime) -> None:
    record(verb, resource, by=by, program_id=resource.program_id, now=now, title=resource.title)
