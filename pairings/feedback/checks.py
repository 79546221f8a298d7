"""A gentle look at feedback before it is sent. Pure calculation, no Django.

It only knows English, by word lists and by the order of the fields; docs/feedback.md says what it can't see. It never
decides anything: each hint has a reason and an example, and people can send their text as it is if they know better.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from pairings.feedback import words as feedback_words

ENOUGH = 2_000  # characters of each field that are checked, as many as it may have
SHORTEST = {"strength": 4, "situation": 5, "effect": 3, "next_step": 3}  # words; fewer than that say nothing useful


@dataclass(frozen=True)
class Words:
    strength: str = ""
    situation: str = ""
    effect: str = ""
    next_step: str = ""

    @property
    def fields(self) -> Iterator[tuple[str, str]]:
        for name in SHORTEST:
            text = " ".join(getattr(self, name)[:ENOUGH].replace("’", "'").split())
            yield name, "" if _says_nothing(text) else text


@dataclass(frozen=True)
class Hint:
    """`found` holds the words it is about; empty if something is missing."""

    name: str
    title: str
    why: str
    example: str
    found: str = ""


ANY_WORD = re.compile(r"\w+")
NOTHING = {(), ("none",), ("nothing",), ("no",), ("na",), ("n", "a"), ("nope",), ("nil",), ("tbd",)}

# What somebody is, rather than what they did: that is hard to act on, whether it is praise or not.
TRAITS = feedback_words.TRAITS.split()
SOFTENERS = (
    r"(?:(?:a|an|the|so|too|very|really|just|quite|rather|pretty|often|always|simply|such|bit|little|kind|of|"
    r"somewhat|extremely|incredibly|truly|generally|sometimes) ){0,5}"
)
TRAIT = re.compile(
    r"\b(?:you|he|she|they)(?:'re|'s| are| is| were| was| seem| seems| can be| sound| come across as) "
    rf"{SOFTENERS}(?:{'|'.join(TRAITS)})\b(?! (?:at|in|with|to|about|when|because|enough)\b)",
    re.IGNORECASE,
)
A_KIND_OF_PERSON = re.compile(
    r"\b(?:you(?:'re| are) (?:just |really |such |always ){0,5}an? (?:\w+ )?"
    r"(?:person|star|natural|genius|leader|mess|disaster|perfectionist|introvert|procrastinator|joy|legend|hero))\b"
    r"|\byour (?:attitude|personality|character|nature|mentality)\b",
    re.IGNORECASE,
)
GENERAL = re.compile(
    r"\byou (?:always|never|constantly|keep) (?!forget to be)\w+|\bevery (?:single )?time,? you\b", re.IGNORECASE
)

VAGUE = re.compile(
    r"\b(?:good|great|nice|excellent|amazing|awesome|fantastic) (?:job|work|stuff|attitude|communication|effort)\b"
    r"|\bwell done\b|\bkeep (?:it up|going|up the good work)\b|\b(?:do|be|get) better\b|\btry harder\b"
    r"|\bbe(?:come)? (?:a bit |a little |much |even )?more (?:\w+)\b(?! than)"
    r"|\b(?:work|focus) (?:more )?on (?:your|being)\b|\bimprove (?:your|on)\b|\bmore of the same\b"
    r"|\band (?:so on|stuff|things like that)\b|\betc\b|\bin general\b|\bsomehow\b|\bstuff like that\b"
    r"|\beverything\b|\bas usual\b",
    re.IGNORECASE,
)
# Says when or where something happened or will happen: next to one of these, a general phrase has its example.
CONCRETE = re.compile(
    r"\b(?:when|after|before|during|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|tomorrow"
    r"|last (?:week|time|month|session)|next (?:week|time|month|session)|this (?:week|morning|afternoon)|because"
    r"|for example|such as|by (?:asking|saying|writing|letting|showing|sending|naming)|in (?:the|our|your|a) \w+)\b"
    r"|\d|[\"“«]",
    re.IGNORECASE,
)

WORD = re.compile(r"[a-z0-9][a-z0-9'-]*")
BAD = frozenset(feedback_words.BAD.split())
GOOD = frozenset(feedback_words.GOOD.split())
NEGATED = re.compile(
    rf"\b(?:not|no|never|isn't|wasn't|weren't|aren't|didn't|doesn't|don't|hardly|barely|without|nothing) "
    rf"(?:\w+ )?(?:{'|'.join(sorted(GOOD))})\b",
    re.IGNORECASE,
)

NO_STRENGTH = Hint(
    "no_strength",
    "There is no strength in it yet",
    "Who hears first what works can hear what doesn’t. A strength is also something to build the next step on.",
    "You stayed with my question until I had the answer myself.",
)
NO_NEXT_STEP = Hint(
    "no_next_step",
    "There is no next step in it yet",
    "With one small step the other person knows what to do with it. It can be more of what works already.",
    "In our next session, tell me the goal of your talk in one sentence before you open the slides.",
)
ABOUT_THE_PERSON = Hint(
    "about_the_person",
    "This is about the person, not about what they did",
    "What somebody did once can be done again, or differently. What somebody is can’t be tried out by Thursday; that "
    "holds for praise, too.",
    "Instead of “You are disorganised”: “On Tuesday the agenda came ten minutes before we met.”",
)
VAGUE_WORDS = Hint(
    "vague",
    "This could be said to anybody",
    "One moment, with a day or a place in it, shows what you mean.",
    "Instead of “Good job”: “On Friday you asked the quiet ones first, and two of them spoke.”",
)
ALL_NEGATIVE = Hint(
    "all_negative",
    "Everything in it is about what didn’t work",
    "Then it is easily heard as “nothing works”. Is there something that did, or that you would like to see more of?",
    "Add, for example: “Your numbers were right, every one of them. I want others to see that.”",
)


def look(words: Words, *, is_finished: bool = True) -> list[Hint]:
    """Hints in the order in which to fix them. With `is_finished=False`, what is missing may still be written."""
    fields = dict(words.fields)
    hints = []
    if not fields["strength"] and (is_finished or fields["next_step"]):
        hints.append(NO_STRENGTH)
    if _is_all_negative(fields):
        hints.append(ALL_NEGATIVE)
    if found := _about_the_person(fields):
        hints.append(_said(ABOUT_THE_PERSON, found))
    if found := _vague(fields, is_finished=is_finished):
        hints.append(_said(VAGUE_WORDS, found))
    if not fields["next_step"] and is_finished:
        hints.append(NO_NEXT_STEP)
    return hints


def _says_nothing(text: str) -> bool:
    """Only a word such as “none”, or only punctuation. Three words say something whatever they are."""
    words = (found.group().lower() for found in ANY_WORD.finditer(text))
    return tuple(islice(words, 3)) in NOTHING


def _about_the_person(fields: dict[str, str]) -> str:
    for name, text in fields.items():
        patterns = (TRAIT, A_KIND_OF_PERSON) if name == "strength" else (TRAIT, A_KIND_OF_PERSON, GENERAL)
        for pattern in patterns:
            if found := pattern.search(text):
                return found.group()
    return ""


def _vague(fields: dict[str, str], *, is_finished: bool) -> str:
    for name, text in fields.items():
        found = VAGUE.search(text)
        if found and not CONCRETE.search(text):
            return found.group()
        if is_finished and text and _is_short(text, SHORTEST[name]):
            return text
    return ""


def _is_all_negative(fields: dict[str, str]) -> bool:
    """At least two words about what went wrong, none about what went well; skips the next step, which looks ahead."""
    text = " ".join(fields[name] for name in ("strength", "situation", "effect"))
    negated = len(NEGATED.findall(text))
    said = _words(NEGATED.sub(" ", text))
    good = sum(word in GOOD for word in said)
    return good == 0 and negated + sum(word in BAD for word in said) >= 2


def _is_short(text: str, fewest: int) -> bool:
    """Counts words only in Latin script, where spaces separate them; other scripts are never called short."""
    if any(letter.isalpha() and ord(letter) > 0x24F for letter in text):
        return False
    return len(_words(text)) < fewest


def _words(text: str) -> Sequence[str]:
    return WORD.findall(text.lower())


def _said(hint: Hint, found: str) -> Hint:
    return Hint(hint.name, hint.title, hint.why, hint.example, found)
