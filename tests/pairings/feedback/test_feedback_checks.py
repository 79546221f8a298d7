"""The gentle look at feedback, on many sentences; and the balance of one's own."""

import string
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairings.feedback.balance import balance
from pairings.feedback.checks import Words, look

GOOD = Words(
    strength="You stayed with my question until I had the answer myself.",
    situation="On Tuesday, when I showed you my slides, you asked what I wanted people to do.",
    effect="I cut half of them and felt calm.",
    next_step="Ask me that question before I open the slides.",
)


def names(words, **options):
    return [hint.name for hint in look(words, **options)]


def test_what_holds_all_four_gets_no_hint():
    assert names(GOOD) == []


@pytest.mark.parametrize("nothing", ["", "  \n", "none", "None.", "n/a", "-", "nothing", "No", "?"])
def test_no_strength_and_no_next_step(nothing):
    assert names(replace(GOOD, strength=nothing)) == ["no_strength"]
    assert names(replace(GOOD, next_step=nothing)) == ["no_next_step"]
    assert names(Words(situation=GOOD.situation)) == ["no_strength", "no_next_step"]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("In the meeting on Monday you were rude.", "you were rude"),
        ("You are lazy, I saw it on Friday at lunch.", "You are lazy"),
        ("You’re so disorganised that the 3 of us waited.", "You're so disorganised"),
        ("On Tuesday you seemed calm, yet you are a very arrogant person.", "you are a very arrogant"),
        ("You are a natural, I thought on Tuesday in the room.", "You are a natural"),
        ("Last week I noticed your attitude towards the others.", "your attitude"),
        ("You come across as cold, last week in the call.", "You come across as cold"),
        ("He is selfish, as we saw during the retreat.", "He is selfish"),
        ("You never listen when I speak about my team.", "You never listen"),
        ("On Monday, as before: every time you leave early.", "every time you"),
        ("You keep interrupting me when I explain the plan.", "You keep interrupting"),
    ],
)
def test_about_the_person_instead_of_what_they_did(sentence, found):
    [hint] = look(replace(GOOD, situation=sentence))
    assert (hint.name, hint.found) == ("about_the_person", found)


@pytest.mark.parametrize(
    "sentence",
    [
        "On Tuesday you were late by twenty minutes.",
        "You were quiet in the first half of the meeting.",
        "You are great at asking the second question, as on Monday.",
        "You were kind to the new colleague on her first day.",
        "When I presented, you looked at your phone twice.",
        "You said that the plan is boring, in front of the client.",
        "You asked me twice on Monday.",
    ],
)
def test_what_they_did_is_no_label(sentence):
    assert names(replace(GOOD, situation=sentence)) == []


def test_always_in_a_strength_is_fine_and_elsewhere_is_not():
    always = "You always bring your notes to our sessions."
    assert names(replace(GOOD, strength=always)) == []
    assert names(replace(GOOD, situation=always)) == ["about_the_person"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("strength", "Good job!"),
        ("strength", "Great work, and keep it up, my friend"),
        ("strength", "I like everything that you do for me"),
        ("situation", "You have good communication and so on"),
        ("situation", "The meeting"),
        ("effect", "Nice"),
        ("next_step", "Be more confident"),
        ("next_step", "Try harder, really try it"),
        ("next_step", "Improve your communication with all of us"),
        ("next_step", "Work on your slides a little"),
        ("next_step", "More reading"),
    ],
)
def test_what_could_be_said_to_anybody_is_vague(name, text):
    [hint] = look(replace(GOOD, **{name: text}))
    assert hint.name == "vague"
    assert hint.found in text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("strength", "Good job on Friday, when the client asked about the delay."),
        ("next_step", "Be more confident in the first minute: say your name and your question."),
        ("next_step", "Work on your opening by writing one sentence before the talk."),
        ("strength", "You listen before you speak"),
        ("next_step", "اسأل غدا"),
        ("situation", "明天"),
        ("strength", "Очень хорошо"),
    ],
)
def test_with_a_moment_or_in_another_script_it_is_not(name, text):
    assert names(replace(GOOD, **{name: text})) == []


@pytest.mark.parametrize(
    ("situation", "effect"),
    [
        ("The meeting on Tuesday was rushed and you didn't answer my questions.", "I was frustrated."),
        ("On Friday the report was late.", "The client was upset and we lost a day."),
        ("On Monday your answers were not helpful.", "I was confused by all of it."),
    ],
)
def test_where_everything_went_wrong_it_is_all_negative(situation, effect):
    words = Words("", situation, effect, GOOD.next_step)
    assert names(words) == ["no_strength", "all_negative"]
    assert names(replace(words, strength="Your numbers were clear, every one of them.")) == []


def test_one_word_of_trouble_is_not_all_and_the_next_step_does_not_count():
    assert "all_negative" not in names(Words("", "On Friday the report came late.", "We had one day less for it."))
    assert names(replace(GOOD, next_step="Don't be late and don't miss the deadline on Friday.")) == []


def test_while_somebody_writes_what_is_missing_may_be_to_come():
    assert names(Words(), is_finished=False) == []
    assert names(Words(situation="On Tuesday"), is_finished=False) == []
    assert names(Words(situation="You are lazy"), is_finished=False) == ["about_the_person"]
    assert names(replace(GOOD, strength=""), is_finished=False) == ["no_strength"]


def test_every_hint_says_why_and_shows_an_example():
    hints = look(Words("", "You are lazy. It was bad and wrong.", "Improve your style", ""))
    assert [hint.name for hint in hints] == [
        "no_strength", "all_negative", "about_the_person", "vague", "no_next_step",
    ]  # fmt: skip
    assert all(hint.title and hint.why and hint.example for hint in hints)


@given(st.lists(st.text(max_size=300), min_size=4, max_size=4))
def test_any_text_gets_an_answer(texts):
    assert {hint.name for hint in look(Words(*texts))} <= {
        "no_strength", "no_next_step", "about_the_person", "vague", "all_negative",
    }  # fmt: skip


def test_a_very_long_text_takes_no_time():
    long = [("you are a very " * 7_000), ("not good " * 11_000), string.ascii_letters * 2_000, "a " * 50_000]
    begun = time.perf_counter()
    look(Words(*long))
    assert time.perf_counter() - begun < 0.5


def test_the_balance_is_of_the_last_five():
    given = [("a", "b"), ("a", ""), ("", "b"), ("a", " "), ("a", "b"), ("", "")]
    found = balance(given)
    assert (found.given, found.strengths, found.next_steps, found.both) == (5, 4, 3, 2)
    assert found.words == "You name strengths more often than next steps. One small step makes it usable."


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([], ""),
        ([("a", "b")], ""),
        ([("a", "b"), ("a", "b")], "Each holds a strength and a next step. That is what makes feedback usable."),
        ([("", "b"), ("a", "b")], "You name next steps more often than strengths. Look for what works, too."),
        ([("a", ""), ("", "b")], "A strength and a next step belong together: try to give both each time."),
    ],
)
def test_the_balance_in_words(given, words):
    assert balance(given).words == words
