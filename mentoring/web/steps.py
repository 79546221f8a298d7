"""One thing a person could do now. Every app offers its own; home shows the first and keeps the rest quiet."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class NextStep:
    """`rank`: smaller comes first (docs/architecture.md, "The next step"); `headline`: a whole sentence or question."""

    rank: int
    headline: str
    detail: str
    label: str  # the button: a verb
    url: str
    escape_label: str = ""
    escape_url: str = ""
    program: str = ""
