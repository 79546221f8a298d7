"""Every cell of docs/visibility.md, with something to leak.

One pair with everything in it; each viewer opens every page there is and reads all that the pages say. A thing is
visible when its unmistakable words stand on any of them.
"""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from pairings.actions import endings

pytestmark = pytest.mark.django_db
VIEWERS = ["mentor", "mentee", "coordinator", "other_mentee", "outsider", "administrator"]

# What stands there → who may read it. The author is named in the comment.
CELLS = {
    "MENTORS-PRIVATE-NOTE": {"mentor"},
    "MENTEES-PRIVATE-NOTE": {"mentee"},
    "473": {"mentor", "mentee", "coordinator"},  # the length of the session
    "SHARED-NOTES": {"mentor", "mentee"},
    "MENTORS-DRAFT": {"mentor"},
    "MENTEES-DRAFT-OF-AGREEMENT": {"mentee"},
    "PRIVATE-NOTE-IN-DRAFT": {"mentor"},
    "WHAT-I-HEARD": {"mentor", "mentee"},
    "QUESTIONS-I-ASKED": {"mentor", "mentee"},
    "ADVICE-I-GAVE": {"mentor", "mentee"},
    "about 30 %": {"mentor", "mentee"},  # how much the mentor talked
    "WHAT-I-MEANT": {"mentor", "mentee"},
    "You answered 2 of 5": {"mentee"},  # whether the mentee felt heard
    "By the last three answers": {"mentor"},  # the trend of three such answers
    "POINT-OF-AGENDA": {"mentor", "mentee"},
    "TEXT-OF-PROMISE": {"mentor", "mentee"},
    "WORD-OF-PROMISE": {"mentor", "mentee"},
    "1 of 3": {"mentor", "mentee"},  # how many promises were kept
    "347": {"mentor", "mentee", "coordinator"},  # the length of the planned session
    "PLACE-OF-SESSION": {"mentor", "mentee"},
    "NOTE-OF-SESSION": {"mentor", "mentee"},
    "WORD-ABOUT-IT": {"mentor", "mentee"},
    "PLACE-OF-PROPOSAL": {"mentor", "mentee"},
    "NOTE-OF-PROPOSAL": {"mentor", "mentee"},
    "You found it partly useful": {"mentee"},
    "FEEDBACK-STRENGTH": {"mentor", "mentee"},
    "FEEDBACK-SITUATION": {"mentor", "mentee"},
    "FEEDBACK-EFFECT": {"mentor", "mentee"},
    "FEEDBACK-NEXT-STEP": {"mentor", "mentee"},
    "FEEDBACK-ANSWER": {"mentor", "mentee"},
    "FEEDBACK-STILL-CLOSED": {"mentor"},  # the mentee reads it once they have written, or its day has passed
    "FEEDBACK-DRAFT": {"mentor"},
    "gave feedback": {"mentor", "mentee", "coordinator"},  # that it was given
    "You rated it 2 of 5": {"mentee"},  # how useful one feedback was
    "seldom useful": {"mentor", "coordinator"},  # three such answers together
    "Your own last feedback": {"mentor"},  # how much of it named a strength and a next step
    "KUDOS-WORDS": {"mentor", "mentee"},
    "GOAL-TITLE": {"mentor", "mentee", "coordinator"},
    "GOAL-WHY": {"mentor", "mentee"},
    "GOAL-MEASURE": {"mentor", "mentee"},
    "GOAL-REASON-OF-VERSION": {"mentor", "mentee"},
    "GOAL-COMMENT": {"mentor", "mentee"},
    "MILESTONE-TITLE": {"mentor", "mentee"},
    "MILESTONE-EVIDENCE": {"mentor", "mentee"},
    "PRIVATE-GOAL": {"mentor", "mentee"},
    "ITEM-TITLE": {"mentor", "mentee"},
    "ITEM-WHY": {"mentor", "mentee"},
    "ITEM-TAKEAWAY": {"mentor", "mentee"},
    "chart-now": {"mentor", "mentee"},  # the ratings of the six areas
    "RESOURCE-TITLE": {"mentor", "mentee", "coordinator", "other_mentee"},
    "CHECK-IN-COMMENT-OF-MENTOR": {"mentor", "coordinator"},
    "CHECK-IN-COMMENT-OF-MENTEE": {"mentee", "coordinator"},
    "INTRODUCTION-OF-MENTOR": {"mentor", "mentee"},
    "REACH-OF-MENTOR": {"mentor", "mentee"},
    "EXPECTATION-OF-MENTOR": {"mentor", "mentee"},  # both have answered
    "EXPECTATION-OF-MENTEE": {"mentor", "mentee"},
    "AGREEMENT-TEXT": {"mentor", "mentee"},
    "FIT-WORDS-OF-MENTOR": {"mentor", "coordinator"},
    "FIT-WORDS-OF-MENTEE": {"mentee", "coordinator"},
    "MESSAGE-IN-PAIR": {"mentor", "mentee"},
    "MESSAGE-REPORTED": {"mentor", "mentee", "coordinator"},
    "the coordinators of Women in Engineering can read this message": {"mentor", "mentee"},
    "WHY-REPORTED": {"mentee", "coordinator"},  # the mentee reported it
    "NOTE-ON-REPORT": {"mentee", "coordinator"},
    "WORDS-OF-CONCERN": {"mentee", "coordinator"},  # the mentee raised it
    "WORDS-OF-SHARED-CONCERN": {"mentor", "mentee", "coordinator"},
    "NOTE-ON-CONCERN": {"mentee", "coordinator"},
    "Who has read it": {"mentee"},
    "THANKS-OF-MENTOR": {"mentor"},  # the mentee hasn't written yet
    "REFLECTION-SHARED": {"mentor", "mentee"},
    "REFLECTION-KEPT": {"mentor"},
    "WORD-OF-ENDING": {"mentor", "mentee"},
    "ANSWER-FOR-COORDINATORS": {"mentor", "coordinator"},  # the mentor's application
    "ANSWER-FOR-MATCH": {"mentor", "mentee", "coordinator"},
    "mentor@example.org": {"mentor", "mentee", "coordinator"},  # the mentor's address
    "SUBJECT-OF-MAIL": {"coordinator"},
    "TITLE-IN-INBOX": {"mentee", "coordinator"},  # what the mentee was told in the app
}


def pages(world) -> list[str]:
    program, pair, goal = world.program.pk, world.pairing.pk, world.goal.pk
    return [
        reverse("home"),
        reverse("programs"),
        *(
            reverse(name, args=[program])
            for name in (
                "program", "program_edit", "program_coordinators", "program_journey", "program_mails",
                "program_activity", "resources", "people", "invitations", "applications", "pairs", "pair_new",
            )
        ),
        reverse("apply", args=[program, "mentor"]),
        reverse("application", args=[program, world.application.pk]),
        reverse("mail", args=[program, world.mail.pk]),
        reverse("person", args=[program, world.mentee_in.pk]),
        reverse("person", args=[program, world.mentor_in.pk]),
        reverse("pair", args=[pair]),
        reverse("session_new", args=[pair]),
        reverse("session", args=[world.session.pk]),
        reverse("useful", args=[world.session.pk]),
        *(reverse(name, args=[pair]) for name in ("feedback", "feedback_new", "kudos", "story")),
        *(reverse("feedback_item", args=[one.pk]) for one in (world.feedback, world.closed)),
        reverse("program_feedback", args=[program]),
        reverse("times_propose", args=[pair]),
        reverse("promises", args=[pair]),
        reverse("agenda", args=[pair]),
        reverse("listening", args=[pair]),
        reverse("session_edit", args=[world.session.pk]),
        reverse("session_heard", args=[world.session.pk]),
        reverse("promise_change", args=[world.promise.pk]),
        reverse("promise_let_go", args=[world.promise.pk]),
        reverse("time_proposal", args=[world.proposal.pk]),
        reverse("planned_session", args=[world.planned.pk]),
        reverse("planned_move", args=[world.planned.pk]),
        reverse("planned_ics", args=[world.planned.pk]),
        reverse("goals", args=[pair]),
        *(reverse(name, args=[pair]) for name in ("goal_review", "learning", "competencies")),
        reverse("learning_edit", args=[world.item.pk]),
        reverse("learning_done", args=[world.item.pk]),
        reverse("competencies_rate", args=[pair, "start"]),
        reverse("goal", args=[goal]),
        reverse("goal_edit", args=[goal]),
        reverse("goal", args=[world.private_goal.pk]),
        reverse("check_in", args=[world.check_in.pk]),
        *(
            reverse(name, args=[pair])
            for name in (
                "beginning", "introduction", "guides", "expectations", "agreement", "agreement_edit", "fit_check",
            )
        ),
        reverse("agreement_version", args=[pair, 1]),
        *(
            reverse(name, args=[pair])
            for name in (
                "ending", "ending_thanks", "ending_reflection", "ending_early", "ending_part", "ending_wish",
                "keepsake", "keepsake_choose", "keepsake_file", "certificate",
            )
        ),
        reverse("messages", args=[pair]),
        reverse("message_report", args=[world.message.pk]),
        *(reverse("report", args=[one.pk]) for one in (world.report, world.closed_report)),
        reverse("concerns", args=[program]),
        reverse("concern_new", args=[pair]),
        *(reverse("concern", args=[one.pk]) for one in (world.concern, world.shared_concern)),
        reverse("settings"),
        reverse("mail_preferences"),
        reverse("inbox"),
        reverse("inbox_snooze", args=[world.told.pk]),
    ]  # fmt: skip


def opened_on_purpose(world) -> list[str]:
    """What is shown to whoever posts for it, because the showing is recorded."""
    return [reverse("concern_read", args=[one.pk]) for one in (world.concern, world.shared_concern)]


def everything_read_by(viewer, world, sign_in) -> str:
    browser = sign_in(getattr(world, viewer))
    answers = [browser.get(address) for address in pages(world)]
    answers += [browser.post(address) for address in opened_on_purpose(world)]
    return "\n".join(answer.content.decode() for answer in answers if answer.status_code == 200)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_each_viewer_reads_exactly_what_the_table_allows(viewer, world, sign_in):
    text = everything_read_by(viewer, world, sign_in)
    # whole words only: 473 also occurs inside keys and hashes
    read = {thing for thing in CELLS if re.search(rf"(?<![\w-]){re.escape(thing)}(?![\w-])", text)}
    assert read == {thing for thing, viewers in CELLS.items() if viewer in viewers}


@pytest.mark.parametrize("viewer", VIEWERS)
def test_expectations_are_read_by_nobody_else_before_both_have_answered(viewer, world, sign_in):
    world.pairing.expectations.filter(member=world.mentor_in).update(handed_in_at=None)
    text = everything_read_by(viewer, world, sign_in)
    read = {part for part in ("mentor", "mentee") if f"EXPECTATION-OF-{part.upper()}" in text}
    assert read == {viewer} & {"mentor", "mentee"}


@pytest.mark.parametrize("viewer", VIEWERS)
def test_after_the_end_thanks_are_open_and_words_for_coordinators_are_theirs(viewer, world, sign_in):
    now = timezone.now()
    endings.part(world.pairing, words="WORDS-ON-LEAVING", by=world.mentee, now=now)
    endings.wish(world.pairing, wish="talk", words="NOTE-OF-WISH", by=world.mentor, now=now)
    text = everything_read_by(viewer, world, sign_in)
    cells = {
        "THANKS-OF-MENTOR": {"mentor", "mentee"},
        "REFLECTION-KEPT": {"mentor"},
        "WORDS-ON-LEAVING": {"mentee", "coordinator"},
        "NOTE-OF-WISH": {"mentor", "coordinator"},
    }
    assert {thing for thing in cells if thing in text} == {thing for thing, who in cells.items() if viewer in who}


@pytest.mark.parametrize("viewer", VIEWERS)
def test_search_finds_nothing_that_the_viewer_may_not_read(viewer, world, sign_in):
    """The lists that can be searched don't answer with what is hidden, not even with a count."""
    browser = sign_in(getattr(world, viewer))
    for name in ("pairs", "people", "program_mails"):
        for thing in ("MENTORS-PRIVATE-NOTE", "SHARED-NOTES", "GOAL-WHY"):
            answer = browser.get(reverse(name, args=[world.program.pk]), {"q": thing})
            if answer.status_code == 200:
                assert world.mentee.name not in answer.content.decode().split("</header>")[-1]
