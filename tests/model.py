"""`make model`: writes docs/model.md, a picture of the tables of each app, from what Django knows of its models."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import django
from django.apps import apps
from django.db import models
from django.db.models import F

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "model.md"
APPS = ("goals", "pairings", "programs", "notifications", "security", "activity", "accounts")
HEAD = """\
# The data model

Written by `make model` from the models themselves, never by hand; `tests/test_model.py` fails where it is out of date.

A box is a table, and the word in brackets is the room that holds it. A line is a foreign key inside the app: `||`
exactly one, `|o` one or none, `o{` any number. In the boxes stand keys alone: `FK` a foreign key (whose other end may
lie in another app), `UK` a column that a unique constraint names, alone or with others. Every table has a number of
its own as its primary key unless its box names another (`PK`). What has no `FK` but is called `program_id` or
`pairing_id` is a plain number: the ground floor knows no program ([adr/0003](adr/0003-ids-on-the-ground-floor.md)).
Columns stand in each room's `models.py`, as do the constraints.
"""

Model = type[models.Model]


def page() -> str:
    return "\n".join([HEAD, *(_section(label) for label in APPS)])


def diagram(known: Iterable[Model]) -> str:
    """A Mermaid diagram of these models, room by room, and of the keys between them."""
    drawn = sorted(known, key=lambda model: (room_of(model), model.__name__))
    lines, before = ["erDiagram", "    direction LR"], None
    for model in drawn:
        if room_of(model) != before:
            before = room_of(model)
            lines.append(f"    %% {before}")
        lines += _box(model)
    lines += sorted(line for model in drawn for line in _lines(model, set(drawn)))
    return "\n".join(lines)


def room_of(model: Model) -> str:
    """“promises” for pairings.promises.models; the app's own name where it has no rooms."""
    parts = model.__module__.removeprefix("mentoring.").split(".")
    return parts[1] if len(parts) > 2 else parts[0]


def _section(label: str) -> str:
    app = apps.get_app_config(label)
    rooms: dict[str, list[str]] = {}
    for model in app.get_models():
        rooms.setdefault(model.__module__.replace(".", "/") + ".py", []).append(model.__name__)
    places = [f"| `{place}` | {', '.join(sorted(names))} |" for place, names in sorted(rooms.items())]
    picture = ["```mermaid", diagram(app.get_models()), "```"]
    return "\n".join([f"## {app.name}", "", *picture, "", "| in | tables |", "| --- | --- |", *places, ""])


def _box(model: Model) -> Iterator[str]:
    """The columns that are keys. A box without any stays empty."""
    yield f'    {model.__name__}["{model.__name__} ({room_of(model)})"] {{'
    unique = _unique(model)
    for field in model._meta.local_fields:
        keys = _keys(field, unique)
        if keys:
            remark = ' "may be empty"' if field.null else ""
            yield f"        {_type(field)} {field.name} {', '.join(keys)}{remark}"
    yield "    }"


def _keys(field: models.Field, unique: set[str]) -> list[str]:
    keys = ["PK"] if field.primary_key and not isinstance(field, models.AutoField) else []
    if isinstance(field, models.ForeignKey):
        keys.append("FK")
    if field.name in unique or (field.unique and not field.primary_key):
        keys.append("UK")
    return keys


def _unique(model: Model) -> set[str]:
    """Columns that a unique constraint names, by themselves or inside an expression such as Lower("email")."""
    unique = [one for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]
    written = [part for one in unique for expression in one.expressions for part in _parts(expression)]
    return {name for one in unique for name in one.fields} | {part.name for part in written if isinstance(part, F)}


def _parts(expression: object) -> list[object]:
    return [expression] if isinstance(expression, F) else list(expression.flatten())


def _type(field: models.Field) -> str:
    return field.related_model.__name__ if isinstance(field, models.ForeignKey) else field.get_internal_type()


def _lines(model: Model, drawn: set[Model]) -> Iterator[str]:
    for field in model._meta.local_fields:
        if isinstance(field, models.ForeignKey) and field.related_model in drawn:
            one = "|o" if field.null else "||"
            many = "o|" if isinstance(field, models.OneToOneField) else "o{"
            yield f"    {field.related_model.__name__} {one}--{many} {model.__name__} : {field.name}"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring.settings")
    django.setup()
    DOCUMENT.write_text(page())
