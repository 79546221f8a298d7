"""What people type, without letters that nobody sees, or that make a text read as something else.

All forms clean with it (`forms.py`), and whatever else comes in from outside. Every script stays as it is: also the
joiners inside of Arabic, Persian and Indic words, in emoji, and the flags made of tags. A letter with its accents is
written in one way (NFC). What is left empty has said nothing.
"""

import re
import unicodedata
from functools import lru_cache

# Letters of scripts and symbols in which an unseen joiner changes how its neighbors look.
_JOINED = r"\u0590-\u1cff\u2190-\u2bff\ua800-\uabff\ufb1d-\ufdff\ufe00-\ufe0f\ufe70-\ufefc\U00010000-\U0001ffff"
_JOINERS = r"\u034f\u200b-\u200d"
_SELECTORS = r"\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"  # choose between two looks of the letter before
_NO_LOOKS = rf"\s\x00-\x1fA-Za-z\u00c0-\u058f{_JOINERS}{_SELECTORS}"  # letters with one look only

UNSEEN = re.compile(
    "[\\x00-\\x08\\x0e-\\x1f\\x7f-\\x84\\x86-\\x9f\\xad"  # control characters, soft hyphen
    "\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u3164\\uffa0"  # fillers
    "\\u202a-\\u202e\\u2060-\\u206f"  # what turns text around, and other format characters
    "\\ufeff\\ufff0-\\ufffc\\ud800-\\udfff\\U00013430-\\U0001345f\\U0001bca0-\\U0001bca3"
    "\\U0001d159\\U0001d173-\\U0001d17a\\U000e01f0-\\U000e0fff]"
)
TAGS = re.compile("(\U0001f3f4\U000e0067\U000e0062[\U000e0061-\U000e007a]{3}\U000e007f)|[\U000e0000-\U000e00ff]")
MANY_MARKS = re.compile(r"[^\w\s\x00-\x7f]{31,}")
MOST_ACCENTS = 30  # on one letter: so many Unicode allows for; putting more in order takes the square of their number
STRAY = re.compile(rf"(?<![{_JOINED}])[{_JOINERS}]|(?<![^{_NO_LOOKS}])[{_SELECTORS}]")
MARKS = re.compile("[\u061c\u200e\u200f]")  # which way the punctuation beside them reads
BREAKS = re.compile("[\v\f\x85\u2028\u2029]")
ANY_UNSEEN = re.compile(rf"{UNSEEN.pattern}|{MARKS.pattern}|[{_JOINERS}{_SELECTORS}\U000e0000-\U000e00ff]")

# Letters that look like others: names that only differ in them are told apart by their addresses.
_CYRILLIC = "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u04bb\u043a\u043c\u0442\u0432\u043d"
_GREEK = "\u03b1\u03bf\u03c1\u03bd\u03b9\u03ba\u03c4\u03c5"
_LOOKS = str.maketrans(f"{_CYRILLIC}{_GREEK}1l|0", "aeopcyxijsdhkmtbhaopviktuiiio")


def line(text: str) -> str:
    """One line: a name, a title, a subject."""
    return _said(" ".join(MARKS.sub("", _seen(text)).replace("\u2800", " ").split()))


def prose(text: str) -> str:
    """Several lines. The marks that tell which way punctuation reads stay, since nothing reads them as a name."""
    return _said(BREAKS.sub("\n", _seen(text)))


@lru_cache(maxsize=20_000)
def look(name: str) -> str:
    """The same for two names that a reader can't tell apart."""
    plain = unicodedata.normalize("NFKC", line(name)).casefold()
    return ANY_UNSEEN.sub("", plain).translate(_LOOKS)


def has_unseen(text: str) -> bool:
    """Whether a letter is there, such as in an address, that nobody sees and that does nothing for its neighbors."""
    return MARKS.sub("", _seen(text)) != _composed(text)


def _seen(text: str) -> str:
    return _composed(STRAY.sub("", TAGS.sub(r"\1", UNSEEN.sub("", _composed(text)))))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", MANY_MARKS.sub(_fewer, text))


def _fewer(found: re.Match[str]) -> str:
    kept: list[str] = []
    accents = 0
    for letter in found[0]:
        accents = accents + 1 if unicodedata.combining(letter) else 0
        if accents <= MOST_ACCENTS:
            kept.append(letter)
    return "".join(kept)


def _said(text: str) -> str:
    """The text; nothing where only spaces, empty patterns of Braille, or accents on no letter are left of it."""
    return text if any(unicodedata.category(letter)[0] in "LNPS" and letter != "\u2800" for letter in text) else ""
