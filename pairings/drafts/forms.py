"""What is sent with a draft: whatever is typed in a form, even if it isn't valid yet.

The rooms with such forms pass their labels: name of the field → what people call it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.forms import Form
from django.http import QueryDict

from mentoring.web import numbers
from pairings.drafts.models import Draft

LONGEST = 100_000  # letters of one field: a paste that is too long for the form is kept, one beyond all measure is not
HIDDEN = ("form_key", "seen")  # kept with what was typed, shown to nobody


@dataclass(frozen=True)
class Typed:
    """What a form starts with: `values` fill its fields, `seen` is the version of the draft it knows.

    `other` is what another window has kept since: label → text, where it differs. `too_long` is the label of a field
    with more letters than are kept.
    """

    draft: Draft | None = None
    seen: int = 0
    values: Mapping[str, str] = field(default_factory=dict)
    other: Mapping[str, str] = field(default_factory=dict)
    too_long: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether nothing stands in the way of keeping it, so that what came with it may be looked at as a form."""
        return not (self.other or self.too_long)


def labels_of(*kinds: type[Form]) -> dict[str, str]:
    """The labels of these forms' fields; a field without a label goes by its name."""
    return {name: str(one.label or name) for kind in kinds for name, one in kind.base_fields.items()}


def values_of(sent: QueryDict, labels: Mapping[str, str]) -> dict[str, str]:
    return {name: str(sent[name]) for name in (*labels, *HIDDEN) if name in sent}


def too_long_in(values: Mapping[str, str], labels: Mapping[str, str]) -> str:
    return next((labels.get(name, name) for name, text in values.items() if len(text) > LONGEST), "")


def seen_of(sent: QueryDict) -> int:
    """The version the page knows, or the one (`over`) that the person has read and wants to replace."""
    return numbers.whole(sent.get("over") or sent.get("draft_seen"), below=10**9)


def differing(draft: Draft, values: Mapping[str, str], labels: Mapping[str, str]) -> dict[str, str]:
    """The draft's texts that differ from `values`: label → text."""
    kept: Mapping[str, str] = draft.values
    shown = (name for name in labels if name not in HIDDEN and _plain(kept.get(name, "")))
    return {labels[name]: kept[name] for name in shown if _plain(kept[name]) != _plain(values.get(name, ""))}


def _plain(text: str) -> str:
    return "\n".join(text.splitlines()).strip()
