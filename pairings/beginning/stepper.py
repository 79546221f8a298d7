"""The four pieces of a beginning as its page shows them, to the two of the pair or to coordinators."""

from dataclasses import dataclass

from django.urls import reverse

from pairings.beginning.queries import State
from pairings.fit_checks.models import FitCheck
from pairings.pair.access import View


@dataclass(frozen=True)
class StepperItem:
    """`state` is “done”, “current” (the first that isn't done) or “todo”; `url` is empty for coordinators."""

    label: str
    sentence: str
    state: str
    url: str


def items(seen: View, state: State) -> list[StepperItem]:
    told = _from_inside(seen, state) if seen.is_pair else _from_outside(seen, state)
    done = [state.mentor.introduced and state.mentee.introduced, state.is_open, state.is_signed]
    done.append(state.fit not in ("", FitCheck.Answer.DECIDING) if seen.is_pair else False)
    current = done.index(False) if False in done else None
    labels = ("Say hello", "Expectations", "Agreement", "Does it fit?")
    pages = ("introduction", "expectations", "agreement", "fit_check")
    return [
        StepperItem(
            label=labels[n],
            sentence=told[n],
            state="done" if done[n] else "current" if n == current else "todo",
            url=reverse(pages[n], args=[seen.pairing.pk]) if seen.is_pair else "",
        )
        for n in range(4 if seen.is_pair else 3)
    ]


def _from_inside(seen: View, state: State) -> list[str]:
    mine, theirs = state.of(seen.side)
    partner = seen.pairing.partner_of(seen.viewer).first_name

    def said(me: bool, them: bool, both: str, word: str) -> str:
        if me and them:
            return both
        if me:
            return f"You have {word}, {partner} hasn’t yet."
        return f"{partner} has {word}. Now it is your turn." if them else f"Neither of you has {word} yet."

    agreement = said(mine.signed, theirs.signed, "Signed by both of you.", "signed")
    if state.version is None:
        agreement = "Not written yet."
    elif state.is_signed and state.version != state.signed_version:
        agreement = f"You are looking at it again. The signed version still stands. {agreement}"
    return [
        said(mine.introduced, theirs.introduced, "You have both written.", "written"),
        said(mine.handed_in, theirs.handed_in, "Both answers are open, side by side.", "answered"),
        agreement,
        _fit(state, partner),
    ]


def _fit(state: State, partner: str) -> str:
    if state.fit:
        return f"You have answered: {FitCheck.Answer(state.fit).label.lower()}. Only you and the coordinators know."
    return f"After your first session. {partner} doesn’t see your answer, and not that you gave one."


def _from_outside(seen: View, state: State) -> list[str]:
    def who(mentor: bool, mentee: bool, word: str) -> str:
        sides = ((mentor, seen.pairing.mentor), (mentee, seen.pairing.mentee))
        names = [member.user.first_name for done, member in sides if done]
        return f"{' and '.join(names)} {'have' if len(names) > 1 else 'has'} {word}." if names else "Nobody yet."

    return [
        who(state.mentor.introduced, state.mentee.introduced, "written"),
        who(state.mentor.handed_in, state.mentee.handed_in, "answered"),
        "Signed." if state.is_signed else "Not signed yet.",
    ]
