"""Words for the verbs of the trail. Each app registers its own; a verb without words is read aloud as it is written."""

from collections import defaultdict
from collections.abc import Mapping

from mentoring.activity.models import Entry

_sentences: dict[str, str] = {}


def register(sentences: Mapping[str, str]) -> None:
    """Verb → what follows the actor's name, with details in braces: {"program.created": "created the program"}."""
    _sentences.update(sentences)


def sentence(entry: Entry) -> str:
    """“opened the program for enrolment”; “session logged” for a verb that nobody has put into words."""
    words = _sentences.get(entry.verb)
    if words is None:
        return entry.verb.replace(".", " ").replace("_", " ")
    return words.format_map(defaultdict(lambda: "…", entry.details))


def known() -> set[str]:
    return set(_sentences)
