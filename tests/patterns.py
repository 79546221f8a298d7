"""Finds regular expressions that some text makes slow: those whose quantifiers overlap.

Two parts of a pattern that may each repeat without end, can match the same letters, and have nothing between them that
keeps them apart, try every way of sharing those letters: n² ways, with three parts n³. Where a pattern is looked for
anywhere in a text, its start is such a part, too: it passes over every letter. Kept apart is a quantifier by a letter
before it that it can't match itself, by `^`, by a lookbehind, or by having nothing after it that could fail.

Careful rather than clever: a quantifier counts as matching each letter that stands anywhere in it. What it can't see
are alternatives that match the same text inside of a quantifier.
"""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from re import _compiler, _parser  # type: ignore[attr-defined]  # not in the stubs
from typing import Any

MANY = 50  # what repeats at most so many times is never slow
LETTERS = frozenset([*map(chr, range(256)), *"Ωя\u05be\u05e9\u0641山\u2028\u200c’“🚀"])
WORD = frozenset(letter for letter in LETTERS if letter.isalnum() or letter == "_")
ANYWHERE = {"compile", "escape"}  # of `re`: what may be called
AT_TOP = "a pattern where it is used; compile it at the top of the module, where its quantifiers are looked at"

Letters = frozenset[str]
Nodes = Iterable[tuple[Any, Any]]


@dataclass(frozen=True)
class Begun:
    """A quantifier, or the start of a search, that can still go on; `since`: what had to be matched after it."""

    letters: Letters
    since: tuple[Letters, ...] = ()
    is_start: bool = False
    never_after: Letters = frozenset()
    at_boundary: bool = False

    def passed(self, letters: Letters) -> "Begun":
        return replace(self, since=(*self.since, letters))

    def shares(self, letters: Letters, *, may_fail: bool) -> bool:
        shared = self.letters & letters
        if self.is_start:
            is_word = self.at_boundary and (shared <= WORD or not shared & WORD)
            if is_word or shared <= self.never_after or not may_fail:
                return False
        return bool(shared) and all(shared & passed for passed in self.since)


def overlapping(pattern: re.Pattern[str]) -> list[str]:
    """What overlaps in the pattern; nothing is good."""
    look = Look(pattern.flags)
    look.over(_parser.parse(pattern.pattern, pattern.flags), [Begun(LETTERS, is_start=True)])
    return list(dict.fromkeys(look.found))


class Look:
    def __init__(self, flags: int) -> None:
        self.flags = flags & ~re.DEBUG
        self.found: list[str] = []

    def over(self, nodes: Nodes, begun: list[Begun], *, may_fail: bool = False) -> list[Begun]:
        """What is begun after these nodes; `may_fail`: whether something after them can."""
        parts = list(nodes)
        for place, (operator, value) in enumerate(parts):
            fails = may_fail or any(_must_match(*later) for later in parts[place + 1 :])
            begun = self._over_one(str(operator), operator, value, begun, may_fail=fails)
        return begun

    def _over_one(self, name: str, operator: Any, value: Any, begun: list[Begun], *, may_fail: bool) -> list[Begun]:
        match name:
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                return self._over_repeat(*value, begun=begun, may_fail=may_fail)
            case "SUBPATTERN" | "ATOMIC_GROUP":
                return self.over(_inside(name, value), begun, may_fail=may_fail)
            case "BRANCH":
                return self._over_branches(operator, value, begun, may_fail=may_fail)
            case "ASSERT" | "ASSERT_NOT":
                return self._over_look_around(name, *value, begun=begun)
            case "AT":
                return _at(str(value), begun)
            case "GROUPREF" | "GROUPREF_EXISTS":
                self.found.append("a reference to a group")
                return begun
        letters = self.letters([(operator, value)])
        return [one.passed(letters) for one in begun]

    def _over_repeat(self, least: int, most: int, body: Nodes, *, begun: list[Begun], may_fail: bool) -> list[Begun]:
        letters, parts = self.letters(body), list(body)
        if most <= MANY:
            after = self.over(parts, begun, may_fail=may_fail)
            return after if least else [*begun, *after[len(begun) :]]
        if any(one.shares(letters, may_fail=may_fail) for one in begun):
            self.found.append(f"{_shown(letters)} may go on endlessly in two places")
        inside = self.over([*parts, *parts], begun, may_fail=True)[len(begun) :]
        before = [one.passed(letters) for one in begun] if least else begun
        return [*before, *inside, Begun(letters)]

    def _over_branches(self, operator: Any, value: Any, begun: list[Begun], *, may_fail: bool) -> list[Begun]:
        """Which of the branches matched isn't followed: one letter of any of them counts as matched."""
        letters = self.letters([(operator, value)])
        before = [one.passed(letters) for one in begun] if _must_match(operator, value) else begun
        ends = [self.over(branch, begun, may_fail=may_fail) for branch in value[1]]
        new = [one for end in ends for one in end[len(begun) :]]
        return [*before, *new]

    def _over_look_around(self, name: str, direction: int, nodes: Nodes, *, begun: list[Begun]) -> list[Begun]:
        if direction > 0:
            self.over(nodes, begun, may_fail=True)
        elif name == "ASSERT_NOT":
            letters = self.letters(nodes)
            return [one if one.since else replace(one, never_after=letters) for one in begun]
        return begun

    def letters(self, nodes: Nodes) -> Letters:
        """Each letter that stands anywhere in the nodes."""
        found: set[str] = set()
        for node in _single(nodes):
            one = _compiler.compile(_parser.SubPattern(_parser.State(), [node]), self.flags)
            found |= {letter for letter in LETTERS if one.fullmatch(letter)}
        return frozenset(found)


def _at(place: str, begun: list[Begun]) -> list[Begun]:
    if place.startswith("AT_BEGINNING"):
        return []
    if place == "AT_BOUNDARY":
        return [one if one.since else replace(one, at_boundary=True) for one in begun]
    return begun


def _inside(name: str, value: Any) -> Nodes:
    """The nodes of a group, a repeat, an assertion or, of all its branches, a branch."""
    if name == "BRANCH":
        return [node for branch in value[1] for node in branch]
    nodes: Nodes = value if name == "ATOMIC_GROUP" else value[-1]
    return nodes


def _single(nodes: Nodes) -> Iterator[tuple[Any, Any]]:
    for operator, value in nodes:
        name = str(operator)
        if name in {"LITERAL", "NOT_LITERAL", "IN", "ANY", "CATEGORY"}:
            yield operator, value
        elif name == "BRANCH" or "REPEAT" in name or name in {"SUBPATTERN", "ATOMIC_GROUP"}:
            yield from _single(_inside(name, value))


def _must_match(operator: Any, value: Any) -> bool:
    """Whether a text can fail at this node."""
    match str(operator):
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return value[0] > 0
        case "SUBPATTERN" | "ATOMIC_GROUP" as name:
            return any(_must_match(*node) for node in _inside(name, value))
        case "BRANCH":
            return all(any(_must_match(*node) for node in branch) for branch in value[1])
    return True


def _shown(letters: Letters) -> str:
    return "".join(sorted(letter for letter in letters if letter.isprintable())[:12])


def used_elsewhere(source: str) -> Iterator[int]:
    """The lines where a function of `re` reads its pattern by itself, or a pattern is compiled inside of a function."""
    tree = ast.parse(source)
    inside = {id(node) for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) for node in ast.walk(one)}
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=called)):
                if called not in ANYWHERE or (called == "compile" and id(node) in inside):
                    yield node.lineno
            case ast.ImportFrom(module="re"):
                yield node.lineno


def of_modules(apps: Iterable[str]) -> Iterator[tuple[str, re.Pattern[str]]]:
    """(where, pattern) for each pattern at the top of a module. Imports them all, so Django has to be set up."""
    for app in apps:
        package = importlib.import_module(app)
        for found in pkgutil.walk_packages(package.__path__, f"{app}."):
            if not {"migrations", "__main__", "asgi", "wsgi"} & set(found.name.split(".")):
                for name, value in vars(importlib.import_module(found.name)).items():
                    if isinstance(value, re.Pattern):
                        yield f"{found.name}.{name}", value
