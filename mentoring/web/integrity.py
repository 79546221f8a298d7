"""When a race gets past the form and the database refuses, people read the same sentence as from the form."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from psycopg.errors import ForeignKeyViolation

from mentoring.web.forms import sentence_of

REMOVED = "Somebody has just changed or removed what this belongs to. Open the page again to see how it stands now."


class Refused(Exception):
    """An action can't be done. The message is the sentence people read; `field` names its form field, if it has one."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


@contextmanager
def sentences() -> Iterator[None]:
    """Turn a violated named constraint into `Refused` with the constraint's own sentence. Wrap it around an action.

    A reference to a row that somebody has just removed is refused, too. Any other IntegrityError passes through.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if isinstance(error.__cause__, ForeignKeyViolation):
            raise Refused(REMOVED) from error
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        sentence = _find(name) if name else None
        if sentence is None:
            raise
        raise Refused(sentence) from error


def must_stand(row: models.Model, before: Mapping[str, Any] | None, names: Iterable[str]) -> None:
    """Raise Refused if one of the fields no longer has the value the form saw (`before`). Lock the row first."""
    for name in names:
        if before and name in before and getattr(row, name) != before[name]:
            raise Refused(
                "Somebody has changed this at the same moment. Save again to see what stands now.", field=name
            )


def _find(constraint_name: str) -> str | None:
    found = (sentence_of(constraint_name, model) for model in apps.get_models())
    return next((sentence for sentence in found if sentence), None)
