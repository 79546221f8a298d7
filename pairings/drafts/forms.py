"""What comes with a draft: whatever is typed in a form, also what doesn't fit yet.

The rooms whose forms keep themselves say what their fields are called: name of the field → its words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.forms import Form
from django.http import QueryDict

from mentoring.web import numbers
from pairings.drafts.models import Draft

HIDDEN = ("form_key", "seen")  # kept with what was typed, shown to nobody


@dataclass(frozen=True)
class Typed:
    """Where a form begins: `values` are in its fields, `seen` is the version of the draft it knows.

    `other` is what another window has kept since: field → text, where it differs.
    """

    draft: Draft | None = None
    seen: int = 0
    values: Mapping[str, str] = field(default_factory=dict)
    other: Mapping[str, str] = field(default_factory=dict)


def labels_of(*kinds: type[Form]) -> dict[str, str]:
    """What the fields of these forms are called; a field without a label goes by its name."""
    return {name: str(one.label or name) for kind in kinds for name, one in kind.base_fields.items()}


def values_of(sent: QueryDict, labels: Mapping[str, str]) -> dict[str, str]:
    return {name: str(sent[name]) for name in (*labels, *HIDDEN) if name in sent}


def seen_of(sent: QueryDict) -> int:
    """The version on the page, or the one that somebody has read and wants to replace."""
    return numbers.whole(sent.get("over") or sent.get("draft_seen"), below=10**9)


def differing(draft: Draft, values: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, str]:
    """What stands in the draft and not in `values`, by the words of the form."""
    kept: Mapping[str, str] = draft.values
    shown = (name for name in labels if name not in HIDDEN and _plain(kept.get(name, "")))
    return {labels[name]: kept[name] for name in shown if _plain(kept[name]) != _plain(values.get(name, ""))}


def _plain(text: str) -> str:
    return "\n".join(text.splitlines()).strip()
