"""What comes with a draft: whatever is typed in the form of a session or an agreement, also what doesn't fit yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from mentoring.web import numbers
from pairings.agreement.forms import AgreementForm
from pairings.drafts.models import Draft
from pairings.logbook.forms import EditForm, LogForm
from pairings.promises.forms import ROWS

HIDDEN = {"form_key": "", "seen": ""}
FORMS = (EditForm, LogForm, AgreementForm)
LABELS: dict[str, str] = {
    **{name: str(one.label or name) for form in FORMS for name, one in form.base_fields.items()},
    **{f"promise-{row}-text": f"Promise {row}" for row in range(1, ROWS + 1)},
    **{f"promise-{row}-side": f"Who promises, {row}" for row in range(1, ROWS + 1)},
    **{f"promise-{row}-due_on": f"Until, {row}" for row in range(1, ROWS + 1)},
    **HIDDEN,
}


@dataclass(frozen=True)
class Typed:
    """Where the form of a session begins: `values` are in its fields, `seen` is the version of the draft it knows.

    `other` is what another window has kept since: field → text, where it differs.
    """

    draft: Draft | None = None
    seen: int = 0
    values: Mapping[str, str] = field(default_factory=dict)
    other: Mapping[str, str] = field(default_factory=dict)


def values_of(sent: QueryDict, labels: Mapping[str, str] = LABELS) -> dict[str, str]:
    return {name: str(sent[name]) for name in labels if name in sent}


def seen_of(sent: QueryDict) -> int:
    """The version on the page, or the one that somebody has read and wants to replace."""
    return numbers.whole(sent.get("over") or sent.get("draft_seen"), below=10**9)


def differing(draft: Draft, values: Mapping[str, str], labels: Mapping[str, str] = LABELS) -> dict[str, str]:
    """What stands in the draft and not in `values`, by the words of the form."""
    kept: Mapping[str, str] = draft.values
    shown = (name for name in labels if name not in HIDDEN and _plain(kept.get(name, "")))
    return {labels[name]: kept[name] for name in shown if _plain(kept[name]) != _plain(values.get(name, ""))}


def _plain(text: str) -> str:
    return "\n".join(text.splitlines()).strip()
