"""What people are called, as far as their names tell: the first word that is no title."""

import re

_TITLES = """
prof professor univ em emer hc dr doctor doktor dra drs dipl phd msc bsc mba mr mister mrs ms miss mx sir dame lady lord
rev reverend hon herr frau mme madame mlle mademoiselle monsieur dott dottssa dottore señor señora sra srta senhor
senhora ing ir
"""
# Without a dot some of these are names: Mag, Don.
_WITH_A_DOT = """
mag med rer nat phil jur habil oec pol theol vet agr fr sr br m mm hr st don doña lic arch capt col gen lt maj sgt adm
cmdr cpl h c
"""
TITLES, WITH_A_DOT = frozenset(_TITLES.split()), frozenset(_WITH_A_DOT.split())
PARTS = re.compile(r"[.\-/]")


def first_of(name: str) -> str:
    """“Prof. Dr. Ana O’Brien” is called Ana, and so is “O’Brien, Dr. Ana”. Empty only where the name is."""
    before, _, after = name.partition(",")
    turned = _without_titles(after.split())
    words = turned if turned and not _is_degree(turned[0]) else before.split()
    named = _without_titles(words) or words
    return next((word for word in named[:-1] if not _is_initial(word)), named[0] if named else "")


def given(words: str) -> str:
    """All of them without titles, such as an identity provider's given names."""
    return " ".join(_without_titles(words.split()))


def _without_titles(words: list[str]) -> list[str]:
    for place, word in enumerate(words):
        if not _is_title(word):
            return words[place:]
    return []


def _is_title(word: str) -> bool:
    """“Prof.”, “Dipl.-Ing.” and “Prof.Dr.” are, “Jean-Marc” isn't."""
    has_dot = "." in word
    parts = [part for part in PARTS.split(word.strip(",()").casefold()) if part]
    known = [part in TITLES or (has_dot and part in WITH_A_DOT) for part in parts]
    return bool(known) and all(known) and not _is_initial(word)


def _is_degree(word: str) -> bool:
    """What stands behind a name: “M.D.”, “MBA”."""
    return "." in word or (len(word) > 1 and word.isupper())


def _is_initial(word: str) -> bool:
    return len(word) == 2 and word.endswith(".") and word[0].isupper()
