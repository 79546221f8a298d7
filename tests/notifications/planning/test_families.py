"""Kinds that are asked in one batch: each question once, and only where a letter depends on it."""

import pytest

from mentoring.notifications.planning import families, kinds
from mentoring.notifications.planning.kinds import Letter, Suppressed
from tests.telling import tell, told_now

pytestmark = pytest.mark.django_db
WORDS = {1: "one", 2: "two"}


@pytest.fixture
def asked(monkeypatch):
    """The family of two kinds about words; gives what was asked for, in order."""
    questions = []

    def words(batch):
        questions.append(sorted(batch.ids("word")))
        return {pk: WORDS[pk] for pk in batch.ids("word") if pk in WORDS}

    def loud(batch):
        questions.append(f"loud {sorted(batch.ids('word', 'test_loud'))}")
        return {pk: WORDS[pk].upper() for pk in batch.ids("word", "test_loud")}

    def quietly(notice):
        return Letter({"word": notice.about, "to": notice.reader.first_name}, "")

    def loudly(notice):
        return Letter({"word": notice.ask(loud)[notice.row.payload["word"]], "at": notice.now}, "")

    def never(notice):
        return "Nobody wants to hear it."

    family = families.about("word", words)
    for kind in (
        family.kind("test_quiet", "Quiet", quietly, dict, gone="The word is gone."),
        family.kind("test_loud", "Loud", loudly, dict, gone="The word is gone."),
        family.kind("test_never", "Never", never, dict, gone="It was never there."),
    ):
        monkeypatch.setitem(kinds._kinds, kind.name, kind)
    return questions


def test_a_batch_of_one_family_asks_each_question_once(cast, asked):
    told = [("test_quiet", 1), ("test_quiet", 2), ("test_loud", 2), ("test_loud", 1)]
    rows = [tell(cast.mentor, f"{kind}{pk}", kind=kind, word=pk) for kind, pk in told]
    assert [letter.context["word"] for letter in told_now(rows).values()] == ["one", "two", "TWO", "ONE"]
    assert asked == [[1, 2], "loud [1, 2]"]


def test_what_no_letter_depends_on_is_not_asked(cast, asked):
    [letter] = told_now([tell(cast.mentor, "quiet", kind="test_quiet", word=1)]).values()
    assert letter.context == {"word": "one", "to": "Miriam"}
    assert asked == [[1]]


def test_why_there_is_no_letter_is_said_by_each_kind(cast, asked):
    told = [("test_never", 1), ("test_never", 3), ("test_quiet", 3)]
    rows = [tell(cast.mentor, f"{kind}{pk}", kind=kind, word=pk) for kind, pk in told]
    assert list(told_now(rows).values()) == [
        Suppressed("Nobody wants to hear it."),
        Suppressed("It was never there."),
        Suppressed("The word is gone."),
    ]


def test_kinds_of_one_family_are_asked_together(asked):
    assert kinds.asked_with("test_quiet") == kinds.asked_with("test_loud") != kinds.asked_with("session_due")
