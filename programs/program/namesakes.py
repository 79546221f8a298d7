"""People whose names a coordinator can't tell apart: by chance, or because one of them wants to pass for another."""

from collections import defaultdict
from collections.abc import Mapping

from django.db.models import Q

from mentoring.accounts.models import User
from mentoring.web import cleaning
from programs.program.models import Program


def addresses(program: Program) -> dict[int, str]:
    """Id → address of those who take part in the program, or have applied, under the name of somebody else in it."""
    here = (program.memberships.values("user"), program.applications.values("user"))  # applications: by name only
    people = User.objects.filter(Q(pk__in=here[0]) | Q(pk__in=here[1]))
    alike: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for pk, name, address in people.values_list("pk", "name", "email"):
        alike[cleaning.look(name)][pk] = address
    return {pk: address for several in alike.values() if len(several) > 1 for pk, address in several.items()}


def told_apart(name: str, pk: int | None, known: Mapping[int, str]) -> str:
    return f"{name} ({known[pk]})" if pk is not None and pk in known else name
