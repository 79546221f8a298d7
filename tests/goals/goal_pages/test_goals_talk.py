"""What the two of a pair say about a goal: theirs alone, told once, and perhaps how far it has come."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from goals.goals import talking as talk
from goals.models import Comment, Milestone
from mentoring.activity.models import Entry
from mentoring.notifications.planning.models import Notification
from mentoring.web.integrity import Refused
from pairings.pauses import actions as pairing_actions
from tests.goals.goals.test_goals import agreed, at_once, end, page_of, propose, told
from tests.goals.goals.test_goals_mails import outcome
from tests.next_steps import about_goals
from tests.pages import hides, shows
from tests.sentences import PAIR_HAS_ENDED, SHORTEN, USED_ALREADY, too_long

pytestmark = pytest.mark.django_db
PAST = timedelta(weeks=6)


def say(goal, text="How about a smaller one?", **changes):
    words = {"text": text, "by": goal.pairing.mentee.user, "now": timezone.now(), "form_key": uuid.uuid4()}
    return talk.say(goal, **(words | changes))


def form(**changes):
    return {"text": "How about a smaller one?", "form_key": str(uuid.uuid4()), **changes}


def test_a_word_is_kept_and_the_partner_told(cast, sign_in):
    goal, browser = agreed(cast), sign_in(cast.mentor)
    answer = browser.post(page_of(goal, "goal_talk"), form(text="Yes, **that**"))
    assert (answer.status_code, answer.url) == (302, page_of(goal))
    comment = Comment.objects.get()
    assert (comment.by, comment.text, comment.progress) == (cast.mentor, "Yes, **that**", None)
    assert told()[2:] == [("goal_commented", "Sam Lee")]
    assert "<strong>that</strong>" in sign_in(cast.mentee).get(page_of(goal)).content.decode()
    assert Entry.objects.filter(verb="goal.commented").values_list("actor_name", "details").get() == (
        "Miriam Okafor",
        {},
    )


def test_the_same_form_twice_says_it_once(cast, sign_in):
    goal, browser, words = agreed(cast), sign_in(cast.mentee), form()
    answers = [browser.post(page_of(goal, "goal_talk"), words).status_code for _ in range(2)]
    assert (answers, Comment.objects.count()) == ([302, 302], 1)
    assert told()[2:] == [("goal_commented", "Miriam Okafor")]
    with pytest.raises(Refused, match=USED_ALREADY):
        say(goal, by=cast.mentor, form_key=uuid.UUID(words["form_key"]))


@pytest.mark.django_db(transaction=True)
def test_ten_presses_at_once_say_it_once(cast):
    goal, key = agreed(cast), uuid.uuid4()
    assert len(set(at_once(10, lambda _: say(goal, form_key=key).pk))) == 1
    assert (Comment.objects.count(), told()[2:]) == (1, [("goal_commented", "Miriam Okafor")])


def test_nothing_is_no_word_in_the_form_and_in_the_database(cast, sign_in):
    goal = agreed(cast)
    answer = sign_in(cast.mentee).post(page_of(goal, "goal_talk"), form(text="  "))
    assert (answer.status_code, answer.context["form"].errors) == (422, {"text": ["Write a word or two first."]})
    with pytest.raises(IntegrityError, match="comment_has_words"), transaction.atomic():
        Comment.objects.create(goal=goal, by=cast.mentee, at=timezone.now(), text="", form_key=uuid.uuid4())


def test_a_paste_of_100_kb_is_kept_and_the_limit_is_said(cast, sign_in):
    goal, text = agreed(cast), "ä" * 100_000
    answer = sign_in(cast.mentee).post(page_of(goal, "goal_talk"), form(text=text), headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 422
    shows(page, text, hides=["<html"])
    assert f"{too_long(1000)} {SHORTEN}" in page


def test_scripts_emoji_and_other_directions_are_only_words(cast, sign_in):
    cast.mentee.name = "سارة <script>alert(1)</script>"
    cast.mentee.save(update_fields=["name"])
    goal = agreed(cast)
    for text in ("<script>alert(1)</script>", "🎉👩🏽‍🏫", "مرحبا بك"):
        say(goal, text)
    page = sign_in(cast.mentor).get(page_of(goal)).content.decode()
    shows(page, "🎉👩🏽‍🏫", "مرحبا بك", hides=["<script>alert"])


# How far it has come


def test_progress_is_stated_where_no_milestones_show_it(cast, sign_in):
    goal, browser = agreed(cast), sign_in(cast.mentee)
    browser.post(page_of(goal, "goal_talk"), form(progress="75"))
    goal.refresh_from_db()
    assert (goal.stated_progress, Comment.objects.get().progress) == (75, 75)
    for user in (cast.mentor, cast.coordinator):
        shows(sign_in(user).get(page_of(goal)), "Most of the way")
    say(goal)
    goal.refresh_from_db()
    assert goal.stated_progress == 75


def test_milestones_count_for_more_than_words(cast, sign_in):
    goal = agreed(cast, milestones=[("One", None)])
    browser = sign_in(cast.mentee)
    assert "progress" not in browser.get(page_of(goal)).context["comment_form"].fields
    answer = browser.post(page_of(goal, "goal_talk"), form(progress="75"))
    assert answer.context["form"].errors == {
        "progress": ["The milestones show how far this goal has come: tick them instead."]
    }
    assert Comment.objects.count() == 0


def test_progress_is_one_of_five_in_the_form_and_in_the_database(cast, sign_in):
    goal = agreed(cast)
    answer = sign_in(cast.mentee).post(page_of(goal, "goal_talk"), form(progress="60"))
    assert answer.context["form"].errors == {"progress": ["Choose how far it has come."]}
    with pytest.raises(IntegrityError, match="comment_progress_is_known"), transaction.atomic():
        say(goal, progress=60)
    with pytest.raises(IntegrityError, match="goal_progress_is_a_share"), transaction.atomic():
        type(goal).objects.filter(pk=goal.pk).update(stated_progress=101)


def test_a_closed_goal_is_still_talked_about_but_has_no_more_progress(cast):
    goal = propose(cast)
    goals_actions().let_go(goal, reason="r", by=cast.mentee, now=timezone.now())
    assert say(goal).text == "How about a smaller one?"
    with pytest.raises(Refused, match=r"closed \(let go\)"):
        say(goal, progress=50)


def goals_actions():
    from goals.goals import actions as goals

    return goals


# Who


@pytest.mark.parametrize(
    ("viewer", "status"), [("coordinator", 403), ("other_mentee", 404), ("outsider", 404), ("administrator", 404)]
)
def test_only_the_pair_talks_and_reads(cast, sign_in, viewer, status):
    goal = agreed(cast)
    say(goal, "BETWEEN-US")
    browser = sign_in(getattr(cast, viewer))
    assert browser.post(page_of(goal, "goal_talk"), form()).status_code == status
    assert "BETWEEN-US" not in browser.get(page_of(goal)).content.decode()
    assert Comment.objects.count() == 1


def test_no_words_reach_the_trail_or_the_mail(cast):
    say(agreed(cast), "BETWEEN-US")
    assert "BETWEEN-US" not in str(list(Entry.objects.values())) + str(list(Notification.objects.values()))
    (text,) = outcome("goal_commented")
    shows(text, "Sam wrote about a goal", hides=["BETWEEN-US"])


def test_after_the_end_it_is_read_not_written(cast, sign_in):
    goal = agreed(cast)
    say(goal, "BETWEEN-US")
    end(cast)
    browser = sign_in(cast.mentor)
    page = browser.get(page_of(goal)).content.decode()
    shows(page, "BETWEEN-US", hides=["Say it"])
    assert browser.post(page_of(goal, "goal_talk"), form()).status_code == 403
    with pytest.raises(Refused, match=PAIR_HAS_ENDED):
        say(goal)


# Mails are folded


def test_of_several_words_the_last_is_told_and_an_answer_tells_none(cast):
    goal = agreed(cast)
    say(goal)
    say(goal)
    first, second = outcome("goal_commented")
    assert (first, second.splitlines()[0]) == ("Told together with a later word.", "Sam wrote about a goal")
    say(goal, by=cast.mentor)
    assert outcome("goal_commented")[:2] == ["The recipient has answered already."] * 2


@pytest.mark.parametrize("number", [1, 3])
def test_a_batch_takes_a_constant_number_of_queries(cast, number, django_assert_num_queries):
    from mentoring.notifications.planning import kinds

    for _ in range(number):
        say(agreed(cast))
    rows = list(Notification.objects.filter(kind="goal_commented").select_related("recipient"))
    with django_assert_num_queries(3):
        assert len(kinds.get("goal_commented").prepare(rows, timezone.now())) == number


# Quiet goals


def age(goal, by):
    type(goal).objects.filter(pk=goal.pk).update(moved_at=timezone.now() - by)


@pytest.mark.parametrize(("by", "quiet"), [(PAST, True), (PAST - timedelta(days=1), False)])
def test_a_goal_without_progress_talk_or_version_for_six_weeks_is_noticed_kindly(cast, sign_in, by, quiet):
    goal = agreed(cast)
    age(goal, by)
    pages = [reverse("goals", args=[cast.pairing.pk]), page_of(goal), reverse("goal_review", args=[cast.pairing.pk])]
    browser = sign_in(cast.mentee)
    for page in pages:
        (shows if quiet else hides)(browser.get(page), "It has been quiet around")
    for user in (cast.mentor, cast.mentee):
        steps = [(step.rank, step.headline) for step in about_goals(user, now=timezone.now())]
        assert steps == ([(10, "It has been quiet around “Run a demo”")] if quiet else [])
    coordinator = sign_in(cast.coordinator)
    seen = "".join(coordinator.get(page).content.decode() for page in pages[:2])
    hides(seen, "It has been quiet", "Quiet for a while")


def test_a_word_ends_the_quiet(cast):
    goal = agreed(cast)
    age(goal, PAST)
    say(goal)
    assert about_goals(cast.mentee, now=timezone.now()) == []


def test_a_pair_on_pause_and_a_goal_that_is_over_are_left_alone(cast):
    goal = agreed(cast)
    age(goal, PAST)
    returns_on = cast.program.today(timezone.now()) + timedelta(days=9)
    pairing_actions.pause(cast.pairing, returns_on=returns_on, by=cast.coordinator, now=timezone.now())
    assert about_goals(cast.mentee, now=timezone.now()) == []


def test_of_several_quiet_goals_home_names_the_quietest(cast):
    for number in range(3):
        age(agreed(cast, title=f"Goal {number}"), PAST + timedelta(days=number))
    assert [step.headline for step in about_goals(cast.mentee, now=timezone.now())] == [
        "It has been quiet around “Goal 2”"
    ]


def test_a_page_with_300_words_and_milestones_takes_few_queries(cast, sign_in):
    goal, now = agreed(cast), timezone.now()
    Comment.objects.bulk_create(
        Comment(goal=goal, by=cast.mentee, at=now, text=f"Word {n}", form_key=uuid.uuid4()) for n in range(300)
    )
    Milestone.objects.bulk_create(Milestone(goal=goal, title=f"Step {n}", position=n) for n in range(300))
    browser = sign_in(cast.mentor)
    browser.get(page_of(goal))
    with CaptureQueriesContext(connection) as made:
        page = browser.get(page_of(goal)).content.decode()
    assert (page.count('id="comment-'), page.count('<li class="milestone"'), len(made)) == (25, 300, 11)
