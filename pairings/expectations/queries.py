"""Both people's answers side by side, with kind words about their differences."""

from collections.abc import Sequence
from dataclasses import dataclass

from pairings.expectations.models import Expectation
from pairings.pair.access import View
from pairings.pair.models import Pairing
from pairings.touchpoints.models import Touchpoint
from programs.journey.models import Step


@dataclass(frozen=True)
class ComparedAnswers:
    """One question with both answers. For choices, `word` says how they compare and `differs` whether they do."""

    label: str
    mine: str
    theirs: str
    word: str = ""
    differs: bool = False


def of_pair(seen: View) -> dict[str, Expectation]:
    """“mine” and, once both have handed in, “theirs”."""
    rows = Expectation.objects.visible_to(seen.viewer).filter(pairing=seen.pairing).select_related("member__user")
    return {"mine" if row.member.user_id == seen.viewer.pk else "theirs": row for row in rows}


def has_opened(answer: Expectation) -> bool:
    return Expectation.objects.opened().filter(pk=answer.pk).exists()


def are_open(pairing: Pairing) -> bool:
    return Expectation.objects.opened().filter(pairing=pairing).exists()


def may_look_again(pairing: Pairing) -> bool:
    """Whether the pair is live and its journey asks it to read the answers again."""
    open_steps = Touchpoint.objects.open().filter(pairing=pairing, step__kind=Step.Kind.EXPECTATIONS)
    return pairing.is_live and open_steps.exists()


def side_by_side(mine: Expectation, theirs: Expectation) -> list[ComparedAnswers]:
    rhythm = mine.rhythm != theirs.rhythm
    return [
        ComparedAnswers("What we hope for", mine.hopes, theirs.hopes),
        ComparedAnswers(
            "How often we meet",
            mine.get_rhythm_display(),
            theirs.get_rhythm_display(),
            "You see this differently. Two minutes of your next session are enough to settle it."
            if rhythm
            else "You both chose the same.",
            rhythm,
        ),
        ComparedAnswers(
            "How we reach each other",
            _ways(mine),
            _ways(theirs),
            _compared(mine.way_labels, theirs.way_labels, theirs.member.user.first_name),
            mine.ways != theirs.ways,
        ),
        ComparedAnswers("What stays between us", mine.between_us, theirs.between_us),
        ComparedAnswers("What would make me stop", mine.would_stop, theirs.would_stop),
    ]


def _ways(answer: Expectation) -> str:
    return "\n\n".join(filter(None, [", ".join(answer.way_labels), answer.reach]))


def _compared(mine: Sequence[str], theirs: Sequence[str], partner: str) -> str:
    if mine == theirs:
        return "You both chose the same."
    shared = [way for way in mine if way in theirs]
    if shared:
        return f"{', '.join(shared)}: that suits you both. The rest is a matter of taste; begin with what you share."
    return f"You and {partner} chose different ways. Agree on one that you both look at."
