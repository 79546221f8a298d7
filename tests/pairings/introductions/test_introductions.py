"""Getting to know each other: a few lines for the partner, conversation guides, and the page of the beginning."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mentoring.activity.models import Entry
from mentoring.notifications.planning import kinds, letters
from mentoring.notifications.planning.models import Notification
from mentoring.web.integrity import Refused
from pairings.beginning.guides import GUIDES
from pairings.introductions import actions as introductions
from pairings.life import actions as pairing_actions
from pairings.models import Introduction
from pairings.touchpoints import actions as touchpoints
from tests import factories
from tests.next_steps import about_pairs
from tests.pages import shows
from tests.sentences import HAD_ENDED, ONLY_THE_PAIR, OTHER_WINDOW, PAIR_HAS_ENDED, READ_ONLY, too_long

pytestmark = pytest.mark.django_db
NOW = timezone.now()
PASTE = "word " * 20_000  # 100 KB
ODD = "שלום 👋🏽 <script>alert('x')</script> & **bold** {{ name }} \u202eabc"


def write(cast, part="mentor", text="I am Miriam.", **more) -> Introduction:
    return introductions.write(cast.pairing, text=text, by=getattr(cast, part), now=NOW, **more)


def page(cast, name="introduction"):
    return reverse(name, args=[cast.pairing.pk])


@pytest.fixture
def step(cast):
    step = factories.StepFactory(program=cast.program, kind="introduction", title="Say hello", every_days=None)
    return factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=cast.program.today(NOW))


def test_the_step_is_done_when_both_have_written(cast, step):
    write(cast)
    step.refresh_from_db()
    assert step.state == "open"
    write(cast, "mentee", "I am Sam.")
    step.refresh_from_db()
    assert (step.state, step.done_on) == ("done", cast.program.today(NOW))
    verbs = list(Entry.objects.filter(verb__startswith="introduction").values_list("actor_name", "verb"))
    assert sorted(verbs) == [("Miriam Okafor", "introduction.written"), ("Sam Lee", "introduction.written")]


def test_the_partner_is_told_once_and_not_what(cast):
    write(cast, reach="Ring me", text="SECRET-WORDS")
    write(cast, text="Other words", seen=1)
    row = Notification.objects.get()
    assert (row.recipient, row.kind) == (cast.mentee, "introduction_written")
    prepared = kinds.get(row.kind).prepare([row], NOW)[row.pk]
    text = letters.render(row.kind, {**prepared.context, "recipient": cast.mentee}).text
    assert "Miriam Okafor has written a few lines about themselves" in text
    assert page(cast) in text
    assert "SECRET-WORDS" not in text


def test_nobody_is_told_after_the_end(cast):
    write(cast)
    row = Notification.objects.get()
    pairing_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=NOW)
    assert kinds.get(row.kind).prepare([row], NOW)[row.pk].reason == HAD_ENDED


def test_two_windows_lose_nothing(cast, sign_in):
    browser = sign_in(cast.mentor)
    assert browser.post(page(cast), {"text": "First window", "seen": 0}).status_code == 302
    answer = browser.post(page(cast), {"text": "Second window", "seen": 0})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert OTHER_WINDOW in text
    shows(text, "First window", "Second window")
    assert answer.context["form"]["seen"].value() == "1"
    assert Introduction.objects.get().text == "First window"
    assert browser.post(page(cast), {"text": "Both windows", "seen": 1}).status_code == 302
    assert (Introduction.objects.get().text, Introduction.objects.get().version) == ("Both windows", 2)


def test_the_same_again_changes_nothing(cast):
    assert write(cast).version == 1
    assert write(cast).version == 1
    assert Entry.objects.filter(verb__startswith="introduction").count() == 1


def test_an_ended_pair_reads_the_words_but_not_how_to_reach(cast, sign_in):
    write(cast, reach="REACH-ME")
    write(cast, "mentee", "I am Sam.")
    assert "REACH-ME" in sign_in(cast.mentee).get(page(cast)).content.decode()
    pairing_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=NOW)
    theirs = sign_in(cast.mentee).get(page(cast)).content.decode()
    assert "I am Miriam." in theirs
    assert "REACH-ME" not in theirs
    assert "<textarea" not in theirs
    assert "REACH-ME" in sign_in(cast.mentor).get(page(cast)).content.decode()
    answer = sign_in(cast.mentor).post(page(cast), {"text": "Late"}, follow=True)
    assert f"{PAIR_HAS_ENDED}: what you wrote {READ_ONLY}." in answer.content.decode()
    with pytest.raises(Refused, match=PAIR_HAS_ENDED):
        write(cast, text="Late", seen=1)
    assert Introduction.objects.get(member=cast.mentor_in).text == "I am Miriam."


def test_only_the_two_write(cast):
    with pytest.raises(Refused, match=ONLY_THE_PAIR):
        write(cast, "coordinator")


def test_too_much_and_nothing_are_answered_with_sentences(cast, sign_in):
    browser = sign_in(cast.mentor)
    long = browser.post(page(cast), {"text": PASTE, "reach": PASTE})
    assert long.status_code == 422
    assert too_long(4000, 99_999) in long.content.decode()
    assert too_long(500, 99_999) in long.content.decode()
    assert PASTE.strip() in long.content.decode()
    empty = browser.post(page(cast), {"text": "  "})
    assert "Write a few lines about yourself." in empty.content.decode()
    assert Introduction.objects.count() == 0


def test_odd_characters_are_kept_and_do_no_harm(cast, sign_in):
    sign_in(cast.mentor).post(page(cast), {"text": ODD, "reach": ODD})
    assert Introduction.objects.get().text == ODD.replace("\u202e", "")
    text = sign_in(cast.mentee).get(page(cast)).content.decode()
    assert "<script>alert" not in text
    assert "שלום 👋🏽" in text


def test_the_profile_shows_what_is_marked_for_the_match(cast, world, sign_in):
    text = sign_in(cast.mentee).get(page(cast)).content.decode()
    assert "ANSWER-FOR-MATCH" in text
    assert "ANSWER-FOR-COORDINATORS" not in text


def test_home_asks_until_it_is_written_and_when_the_partner_has(cast, step):
    def first(part):
        return next(iter(about_pairs(getattr(cast, part), now=NOW))).headline

    assert first("mentee") == "Say hello to Miriam"
    write(cast)
    assert first("mentee") == "Miriam has written to you: say hello back"
    assert first("mentor").startswith("You and Sam are all set")
    write(cast, "mentee", "I am Sam.")
    assert first("mentee").startswith("You and Miriam are all set")


def test_a_pair_that_never_had_the_step_is_left_alone(cast):
    assert [step.headline for step in about_pairs(cast.mentee, now=NOW)] == ["You and Miriam are all set"]


def test_the_step_waits_for_its_day_and_for_its_doer(cast, step):
    step.due_on += timedelta(days=4)
    step.save()
    assert [one.rank for one in about_pairs(cast.mentee, now=NOW)] == [11]
    step.due_on -= timedelta(days=1)
    step.save()
    assert [one.rank for one in about_pairs(cast.mentee, now=NOW)] == [4, 11]
    step.step.doer = "mentor"
    step.step.save()
    assert [one.rank for one in about_pairs(cast.mentee, now=NOW)] == [11]


def test_guides_have_open_questions_for_both(cast, sign_in):
    assert [guide.number for guide in GUIDES] == [1, 2, 3]
    for guide in GUIDES:
        assert sum(minutes for minutes, _ in guide.plan) == guide.minutes
        questions = [*guide.for_mentor, *guide.for_mentee]
        assert [side for side in (guide.for_mentor, guide.for_mentee) if not 5 <= len(side) <= 6] == []
        assert [question for question in questions if not question.rstrip().endswith(("?", "."))] == []
    text = sign_in(cast.mentee).get(page(cast, "guides")).content.decode()
    assert "Questions of the mentee (you)" in text
    assert GUIDES[2].for_mentee[0] in text


def test_the_page_tells_where_each_stands(cast, step, sign_in):
    write(cast)
    mine = sign_in(cast.mentor).get(page(cast, "beginning")).content.decode()
    assert "You have written, Sam hasn’t yet." in mine
    theirs = sign_in(cast.mentee).get(page(cast, "beginning")).content.decode()
    assert "Miriam has written to you: say hello back" in theirs
    assert "Miriam has written. Now it is your turn." in theirs
    outside = sign_in(cast.coordinator).get(page(cast, "beginning")).content.decode()
    assert "Miriam has written." in outside
    assert "Not signed yet." in outside
    assert "I am Miriam." not in outside


@pytest.mark.parametrize("name", ["beginning", "introduction", "guides", "expectations", "agreement", "fit_check"])
def test_pages_ask_few_queries(cast, sign_in, name):
    write(cast)
    browser = sign_in(cast.mentee)
    browser.get(page(cast, name))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert browser.get(page(cast, name)).status_code == 200
    assert len(queries) <= 12


def test_marking_the_step_by_hand_still_works(cast, step):
    touchpoints.mark_done(step, by=cast.mentee, now=NOW)
    write(cast)
    assert write(cast, "mentee", "I am Sam.").version == 1
