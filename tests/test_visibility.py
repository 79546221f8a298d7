"""Every row of docs/visibility.md, with something to leak.

One pair with everything in it; each viewer opens every page there is and reads all that the pages say. A thing is
visible when its unmistakable words stand on any of them. A row of the document without a thing here fails, so does a
thing without a row; a page that comes later is opened here without anybody thinking of it.
"""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from pairings.endings import actions as endings
from tests.test_access import PRESSED, address, rows

pytestmark = [pytest.mark.django_db, pytest.mark.long]
VIEWERS = ["mentor", "mentee", "coordinator", "other_mentee", "outsider", "administrator"]
DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "visibility.md"
Cells = dict[str, dict[str, set[str]]]

# Row of the document → what stands there → who may read it. The author is named in the comment.
CELLS = {
    "private note": {
        "MENTORS-PRIVATE-NOTE": {"mentor"},
        "MENTEES-PRIVATE-NOTE": {"mentee"},
    },
    "session: date, length": {
        "473": {"mentor", "mentee", "coordinator"},  # the length of the session
    },
    "session log: shared notes, what I heard, questions, advice, talking share; what the mentee meant": {
        "SHARED-NOTES": {"mentor", "mentee"},
        "WHAT-I-HEARD": {"mentor", "mentee"},
        "QUESTIONS-I-ASKED": {"mentor", "mentee"},
        "ADVICE-I-GAVE": {"mentor", "mentee"},
        "about 30 %": {"mentor", "mentee"},  # how much the mentor talked
        "WHAT-I-MEANT": {"mentor", "mentee"},
    },
    "draft of a session log or of the agreement, also in the browser until it is saved": {
        "MENTORS-DRAFT": {"mentor"},
        "MENTEES-DRAFT-OF-AGREEMENT": {"mentee"},
        "PRIVATE-NOTE-IN-DRAFT": {"mentor"},
    },
    "planned session: day, time, length": {
        "347": {"mentor", "mentee", "coordinator"},  # the length of the planned session
    },
    "planned session: place, note, word about a change; proposed times": {
        "PLACE-OF-SESSION": {"mentor", "mentee"},
        "NOTE-OF-SESSION": {"mentor", "mentee"},
        "WORD-ABOUT-IT": {"mentor", "mentee"},
        "PLACE-OF-PROPOSAL": {"mentor", "mentee"},
        "NOTE-OF-PROPOSAL": {"mentor", "mentee"},
    },
    "agenda: points and open questions": {
        "POINT-OF-AGENDA": {"mentor", "mentee"},
    },
    "promise: what, who, until when, what became of it; how many were kept": {
        "TEXT-OF-PROMISE": {"mentor", "mentee"},
        "WORD-OF-PROMISE": {"mentor", "mentee"},
        "1 of 3": {"mentor", "mentee"},  # how many promises were kept
    },
    "felt heard: one answer": {
        "You answered 2 of 5": {"mentee"},  # whether the mentee felt heard
        "By the last three answers": {"mentor"},  # the trend of three such answers
    },
    "usefulness of a session": {
        "You found it partly useful": {"mentee"},
    },
    "feedback: its words, what was answered, what became of its next step": {
        "FEEDBACK-STRENGTH": {"mentor", "mentee"},
        "FEEDBACK-SITUATION": {"mentor", "mentee"},
        "FEEDBACK-EFFECT": {"mentor", "mentee"},
        "FEEDBACK-NEXT-STEP": {"mentor", "mentee"},
        "FEEDBACK-ANSWER": {"mentor", "mentee"},
        "FEEDBACK-STILL-CLOSED": {"mentor"},  # the mentee reads it once they have written, or its day has passed
        "gave feedback": {"mentor", "mentee", "coordinator"},  # that it was given
    },
    "draft of feedback, also in the browser until it is sent": {
        "FEEDBACK-DRAFT": {"mentor"},
    },
    "how useful a feedback was: one answer": {
        "You rated it 2 of 5": {"mentee"},  # how useful one feedback was
        "seldom useful": {"mentor", "coordinator"},  # three such answers together
    },
    "how much of one’s own feedback named a strength, a next step": {
        "Your own last feedback": {"mentor"},  # how much of it named a strength and a next step
    },
    "kudos; the story of the two": {
        "KUDOS-WORDS": {"mentor", "mentee"},
    },
    "goal: title, state, progress": {
        "GOAL-TITLE": {"mentor", "mentee", "coordinator"},
        "PRIVATE-GOAL": {"mentor", "mentee"},
    },
    "goal: why, measure, milestones' text, versions, what is said about it": {
        "GOAL-WHY": {"mentor", "mentee"},
        "GOAL-MEASURE": {"mentor", "mentee"},
        "GOAL-REASON-OF-VERSION": {"mentor", "mentee"},
        "GOAL-COMMENT": {"mentor", "mentee"},
        "MILESTONE-TITLE": {"mentor", "mentee"},
        "MILESTONE-EVIDENCE": {"mentor", "mentee"},
    },
    "learning plan: what, why, how useful it was": {
        "ITEM-TITLE": {"mentor", "mentee"},
        "ITEM-WHY": {"mentor", "mentee"},
        "ITEM-TAKEAWAY": {"mentor", "mentee"},
        ": useful</p>": {"mentor", "mentee"},  # how useful it was
    },
    "ratings of the six areas, the mentee's own and the mentor's view": {
        "chart-now": {"mentor", "mentee"},  # the ratings of the six areas
    },
    "resource of the library": {
        "RESOURCE-TITLE": {"mentor", "mentee", "coordinator", "other_mentee"},
    },
    "introduction; how to reach somebody": {
        "INTRODUCTION-OF-MENTOR": {"mentor", "mentee"},
        "REACH-OF-MENTOR": {"mentor", "mentee"},
    },
    "expectations once both have answered": {
        "EXPECTATION-OF-MENTOR": {"mentor", "mentee"},  # both have answered
        "EXPECTATION-OF-MENTEE": {"mentor", "mentee"},
    },
    "agreement and its versions": {
        "AGREEMENT-TEXT": {"mentor", "mentee"},
    },
    "fit check: answer, words, wish": {
        "FIT-WORDS-OF-MENTOR": {"mentor", "coordinator"},
        "FIT-WORDS-OF-MENTEE": {"mentee", "coordinator"},
    },
    "message in the pair": {
        "MESSAGE-IN-PAIR": {"mentor", "mentee"},
        "MESSAGE-REPORTED": {"mentor", "mentee", "coordinator"},
        "the coordinators of Women in Engineering can read this message": {"mentor", "mentee"},
    },
    "why a message was reported; the note that closes the report": {
        "WHY-REPORTED": {"mentee", "coordinator"},  # the mentee reported it
        "NOTE-ON-REPORT": {"mentee", "coordinator"},
    },
    "concern: that there is one, and its words": {
        "WORDS-OF-CONCERN": {"mentee", "coordinator"},  # the mentee raised it
        "WORDS-OF-SHARED-CONCERN": {"mentor", "mentee", "coordinator"},
    },
    "concern: the answer; who has read it, and when": {
        "NOTE-ON-CONCERN": {"mentee", "coordinator"},
        "Who has read it": {"mentee"},
    },
    "thanks before both have written, while they are a pair": {
        "THANKS-OF-MENTOR": {"mentor"},  # the mentee hasn't written yet
    },
    "reflection at the end: an answer": {
        "REFLECTION-SHARED": {"mentor", "mentee"},
        "REFLECTION-KEPT": {"mentor"},
    },
    "proposal to end early: its word": {
        "WORD-OF-ENDING": {"mentor", "mentee"},
    },
    "keepsake": {
        'class="k-chapter"': {"mentor", "mentee"},
    },
    "check-in rating": {
        "2 of 5</strong>": {"mentor", "coordinator"},  # the mentor’s
        "4 of 5</strong>": {"mentee", "coordinator"},  # the mentee’s
    },
    "check-in comment": {
        "CHECK-IN-COMMENT-OF-MENTOR": {"mentor", "coordinator"},
        "CHECK-IN-COMMENT-OF-MENTEE": {"mentee", "coordinator"},
    },
    "application answers": {
        "ANSWER-FOR-COORDINATORS": {"mentor", "coordinator"},  # the mentor's application
        "ANSWER-FOR-MATCH": {"mentor", "mentee", "coordinator"},
    },
    "email address": {
        "mentor@example.org": {"mentor", "mentee", "coordinator"},  # the mentor's address
    },
    "what was told in the app": {
        "TITLE-IN-INBOX": {"mentee", "coordinator"},  # what the mentee was told in the app
    },
    "where somebody is signed in: browser, when it was used": {
        "Samsung Internet on a Chromebook": {"mentee"},
    },
    "mail as it was sent": {
        "SUBJECT-OF-MAIL": {"coordinator"},
    },
}

BEFORE_BOTH_HAVE_ANSWERED = {
    "expectations before both have answered": {
        "EXPECTATION-OF-MENTOR": {"mentor"},
        "EXPECTATION-OF-MENTEE": {"mentee"},
    },
}

AFTER_THE_END = {
    "thanks once both have written, or the pair has ended": {"THANKS-OF-MENTOR": {"mentor", "mentee"}},
    "reflection at the end: an answer": {"REFLECTION-KEPT": {"mentor"}},
    "who ended a pair alone": {
        "You have ended your time with Miriam": {"mentee"},  # the mentee ended it
        "Sam has ended your time as a pair": {"mentor"},
        "Sam Lee has ended it": {"coordinator"},
    },
    "words on leaving, wish and note after the end": {
        "WORDS-ON-LEAVING": {"mentee", "coordinator"},
        "NOTE-OF-WISH": {"mentor", "coordinator"},
    },
    "certificate": {"Certificate of Miriam Okafor": {"mentor"}, "Certificate of Sam Lee": {"mentee"}},
}

# A signed link in a mail is its recipient's: nobody else has the address. Here each is opened by that person alone.
LINKS = {
    "agreement_answer": "mentee",
    "answer": "mentee",
    "calendar_feed": "mentee",
    "check_in_answer": "mentee",
    "feedback_useful": "mentee",
    "fit_check_answer": "mentee",
    "goal_answer": "mentor",
    "heard_answer": "mentee",
    "planned_answer": "mentee",
    "planned_met": "mentee",
    "snooze": "mentee",
    "time_answer": "mentee",
    "unsubscribe": "mentee",
    "useful_answer": "mentee",
}


def pages(viewer, world) -> list[str]:
    """Every address that GET opens, and those that show something else for another of their kind."""
    names = [name for name, method, _ in rows() if method == "GET" and LINKS.get(name, viewer) == viewer]
    return [
        *(address(name, world) for name in names),
        reverse("person", args=[world.program.pk, world.mentor_in.pk]),
        reverse("feedback_item", args=[world.closed.pk]),
        reverse("goal", args=[world.private_goal.pk]),
        reverse("report", args=[world.closed_report.pk]),
        reverse("concern", args=[world.shared_concern.pk]),
    ]


def opened_on_purpose(world) -> list[str]:
    """What is shown to whoever posts for it, because the showing is recorded."""
    return [reverse("concern_read", args=[one.pk]) for one in (world.concern, world.shared_concern)]


def everything_read_by(viewer, world, sign_in) -> str:
    browser = sign_in(getattr(world, viewer))
    answers = [browser.get(page) for page in pages(viewer, world)]
    answers += [browser.post(page, PRESSED) for page in opened_on_purpose(world)]
    return "\n".join(answer.getvalue().decode() for answer in answers)


def stands(thing: str, text: str) -> bool:
    """Whole words only: 473 also occurs inside keys and hashes."""
    words = {text[at.start() - 1 : at.end() + 1] for at in re.finditer(re.escape(thing), text)}
    before = r"(?<![\w-])" if thing[0].isalnum() else ""
    return any(re.search(rf"{before}{re.escape(thing)}(?![\w-])", word) for word in words)


def read(cells: Cells, text: str) -> set[str]:
    return {thing for things in cells.values() for thing in things if stands(thing, text)}


def allowed(cells: Cells, viewer: str) -> set[str]:
    return {thing for things in cells.values() for thing, viewers in things.items() if viewer in viewers}


def rows_of_document() -> list[str]:
    """The first column, without the table's head."""
    lines = [line for line in DOCUMENT.read_text().splitlines() if line.startswith("|")]
    return [line.split("|")[1].strip() for line in lines[2:]]


def test_the_document_and_the_cells_have_the_same_rows():
    assert sorted({*CELLS, *BEFORE_BOTH_HAVE_ANSWERED, *AFTER_THE_END}) == sorted(rows_of_document())


def test_every_link_that_is_kept_from_others_has_an_address():
    assert set(LINKS) <= {name for name, _, _ in rows()}


@pytest.mark.parametrize("viewer", VIEWERS)
def test_each_viewer_reads_exactly_what_the_table_allows(viewer, world, sign_in):
    assert read(CELLS, everything_read_by(viewer, world, sign_in)) == allowed(CELLS, viewer)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_expectations_are_read_by_nobody_else_before_both_have_answered(viewer, world, sign_in):
    world.pairing.expectations.filter(member=world.mentor_in).update(handed_in_at=None)
    text = everything_read_by(viewer, world, sign_in)
    assert read(BEFORE_BOTH_HAVE_ANSWERED, text) == allowed(BEFORE_BOTH_HAVE_ANSWERED, viewer)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_after_the_end_thanks_are_open_and_words_for_coordinators_are_theirs(viewer, world, sign_in):
    now = timezone.now()
    endings.part(world.pairing, words="WORDS-ON-LEAVING", by=world.mentee, now=now)
    endings.wish(world.pairing, wish="talk", words="NOTE-OF-WISH", by=world.mentor, now=now)
    text = everything_read_by(viewer, world, sign_in)
    assert read(AFTER_THE_END, text) == allowed(AFTER_THE_END, viewer)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_the_keepsake_holds_what_was_released_and_nothing_else(viewer, world, sign_in):
    """The mentor has released one answer."""
    text = sign_in(getattr(world, viewer)).get(reverse("keepsake_file", args=[world.pairing.pk])).content.decode()
    expected = {"REFLECTION-SHARED", 'class="k-chapter"'} if viewer in ("mentor", "mentee") else set()
    assert read(CELLS, text) == expected


@pytest.mark.parametrize("viewer", VIEWERS)
def test_search_finds_nothing_that_the_viewer_may_not_read(viewer, world, sign_in):
    """The lists that can be searched don't answer with what is hidden, not even with a count."""
    browser = sign_in(getattr(world, viewer))
    for name in ("pairs", "people", "program_mails"):
        for thing in ("MENTORS-PRIVATE-NOTE", "SHARED-NOTES", "GOAL-WHY"):
            answer = browser.get(reverse(name, args=[world.program.pk]), {"q": thing})
            if answer.status_code == 200:
                assert world.mentee.name not in answer.content.decode().split("</header>")[-1]
