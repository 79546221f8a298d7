"""Goals on their pages: propose, agree, revise, tick, reach, let go; who may and who reads what."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from goals.goals import actions as goals
from goals.goals import outlines as goals_outlines
from goals.milestones import actions as milestones
from goals.models import Goal, GoalVersion, Milestone
from mentoring.activity.models import Entry
from mentoring.notifications.planning.models import Notification
from mentoring.web import dates
from mentoring.web.integrity import Refused
from pairings.life import actions as life_actions
from pairings.models import Touchpoint
from pairings.pair.models import TOO_FAR
from pairings.pauses import actions as pauses_actions
from programs.people import actions as people_actions
from tests import factories
from tests.next_steps import about_goals
from tests.pages import hides, shows
from tests.races import loses
from tests.sentences import ONLY_THE_PAIR, PAIR_HAS_ENDED, READ_ONLY, SHORTEN, SHORTER, USED_ALREADY, too_long

pytestmark = pytest.mark.django_db


def propose(cast, by="mentee", **changes):
    words = {"title": "Run a demo", "by": getattr(cast, by), "now": timezone.now(), "form_key": uuid.uuid4()}
    return goals.propose(cast.pairing, **(words | changes))


def agreed(cast, **changes):
    return goals.agree(propose(cast, **changes), by=cast.mentor, now=timezone.now())


def end(cast):
    life_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=timezone.now())


def today(cast):
    return cast.program.today(timezone.now())


def told():
    return list(Notification.objects.order_by("pk").values_list("kind", "recipient__name"))


def form(**changes):
    return {"title": "Run a demo", "area": "skill", "form_key": str(uuid.uuid4()), **changes}


def new_page(cast):
    return reverse("goal_new", args=[cast.pairing.pk])


def page_of(goal, name="goal", *more):
    return reverse(name, args=[goal.pk, *more])


# Proposing


def test_mentee_proposes_a_goal_with_milestones(cast, sign_in):
    soon = today(cast) + timedelta(days=20)
    words = form(why="Seen", measure="Three", due_on=soon, milestone_1="Watch", by_1=soon, milestone_3="Hold", by_3="")
    answer = sign_in(cast.mentee).post(new_page(cast), words)
    goal = Goal.objects.get()
    assert (answer.status_code, answer.url) == (302, page_of(goal))
    assert (goal.title, goal.why, goal.measure, goal.area, goal.due_on) == (
        "Run a demo",
        "Seen",
        "Three",
        "skill",
        soon,
    )
    assert (goal.state, goal.proposed_by, goal.is_private) == ("proposed", cast.mentee, False)
    assert list(goal.milestones.values_list("title", "due_on", "position")) == [("Watch", soon, 1), ("Hold", None, 2)]
    assert list(goal.versions.values_list("number", "change", "content")) == [(1, "written", goal.content)]
    assert told() == [("goal_proposed", "Miriam Okafor")]
    assert list(Entry.objects.filter(subject_type="goal").values_list("verb", "actor_name")) == [
        ("goal.proposed", "Sam Lee")
    ]


def test_mentor_may_propose_as_well(cast, sign_in):
    sign_in(cast.mentor).post(new_page(cast), form())
    assert (Goal.objects.get().proposed_by, told()) == (cast.mentor, [("goal_proposed", "Sam Lee")])


def test_same_form_twice_writes_one_goal(cast, sign_in):
    browser, words = sign_in(cast.mentee), form(milestone_1="Watch")
    first, second = browser.post(new_page(cast), words), browser.post(new_page(cast), words)
    assert (first.url, Goal.objects.count(), Milestone.objects.count()) == (second.url, 1, 1)
    assert told() == [("goal_proposed", "Miriam Okafor")]


def test_form_key_of_another_goal_is_refused(cast):
    key = propose(cast).form_key
    with pytest.raises(Refused, match=USED_ALREADY):
        propose(cast, by="mentor", form_key=key)


def test_a_goal_last_moved_when_it_was_written_by_nobodys_clock_but_that_of_the_act(cast):
    now = timezone.now() - timedelta(days=3)
    goal = propose(cast, now=now)
    goal.refresh_from_db()
    assert goal.moved_at == now


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_once_propose_one_goal(cast):
    key, now = uuid.uuid4(), timezone.now()
    results = at_once(10, lambda _: propose(cast, form_key=key, now=now, milestones=[("Watch", None)]).pk)
    assert (len(set(results)), Milestone.objects.count(), GoalVersion.objects.count()) == (1, 1, 1)
    assert told() == [("goal_proposed", "Miriam Okafor")]


def test_wrong_form_says_what_is_missing_and_keeps_the_text(cast, sign_in):
    past = today(cast) - timedelta(days=1)
    words = form(title="", why="Kept", due_on=past, by_2=past, milestone_4="m" * 201)
    answer = sign_in(cast.mentee).post(new_page(cast), words)
    assert (answer.status_code, Goal.objects.count()) == (422, 0)
    assert answer.context["form"].errors == {
        "title": ["Say what you want to be able to do."],
        "due_on": ["Choose a day that is still to come."],
        "milestone_2": ["Say what milestone 2 is, or empty its date."],
        "by_2": ["Choose a day that is still to come."],
        "milestone_4": [f"{too_long(200, 201)} {SHORTER}"],
    }
    assert answer.context["form"]["why"].value() == "Kept"


def test_a_day_in_the_year_9999_is_too_far_for_a_goal_and_for_a_milestone(cast, sign_in):
    browser, far = sign_in(cast.mentee), "9999-12-31"
    answer = browser.post(new_page(cast), form(due_on=far, milestone_1="One", by_1=far))
    assert (answer.status_code, Goal.objects.count()) == (422, 0)
    assert answer.context["form"].errors == {"due_on": [TOO_FAR], "by_1": [TOO_FAR]}
    goal = agreed(cast)
    answer = browser.post(page_of(goal, "milestone_add"), {"title": "One", "due_on": far})
    assert (answer.status_code, answer.context["form"].errors) == (422, {"due_on": [TOO_FAR]})


def test_a_paste_of_100_kb_is_kept_and_the_limit_is_said(cast, sign_in):
    text = "ä" * 100_000
    answer = sign_in(cast.mentee).post(new_page(cast), form(why=text))
    assert (answer.status_code, answer.context["form"]["why"].value()) == (422, text)
    assert answer.context["form"].errors == {"why": [f"{too_long(4000)} {SHORTEN}"]}


def test_an_example_is_in_the_form_to_start_from(cast, sign_in):
    page = sign_in(cast.mentee).get(new_page(cast) + "?example=network")
    assert page.context["form"]["milestone_1"].value() == "List ten people worth meeting"
    assert sign_in(cast.mentee).get(new_page(cast) + "?example=no-such").context["form"].initial == {}


def test_fourth_open_goal_is_advised_against_not_refused(cast, sign_in):
    browser = sign_in(cast.mentee)
    advice = []
    for _ in range(4):
        advice.append(browser.get(new_page(cast)).context["many"])
        browser.post(new_page(cast), form())
    assert (advice, Goal.objects.count()) == ([False, False, False, True], 4)


# Agreeing


def test_the_other_side_agrees_and_the_proposer_is_told(cast, sign_in):
    goal = propose(cast)
    step = factories.StepFactory(program=cast.program, kind="goals", every_days=None)
    touchpoint = factories.TouchpointFactory(pairing=cast.pairing, step=step)
    sign_in(cast.mentor).post(page_of(goal, "goal_agree"), {"version": "1"})
    goal.refresh_from_db()
    touchpoint.refresh_from_db()
    assert (goal.state, goal.agreed_by, touchpoint.state) == ("agreed", cast.mentor, "done")
    assert told() == [("goal_proposed", "Miriam Okafor"), ("goal_agreed", "Sam Lee")]


def test_agreeing_twice_tells_once(cast):
    goal, now = propose(cast), timezone.now()
    assert [goals.agree(goal, by=cast.mentor, now=now).agreed_at for _ in range(2)] == [now, now]
    assert told() == [("goal_proposed", "Miriam Okafor"), ("goal_agreed", "Sam Lee")]
    assert Entry.objects.filter(verb="goal.agreed").count() == 1


def test_agreeing_to_a_version_of_five_thousand_digits_is_no_error(cast, sign_in):
    goal = propose(cast)
    answer = sign_in(cast.mentor).post(page_of(goal, "goal_agree"), {"version": "9" * 5000})
    goal.refresh_from_db()
    assert (answer.status_code, goal.state) == (302, "proposed")


def test_coordinator_who_was_in_the_pair_once_sees_the_outline_alone(cast, sign_in):
    goal = propose(cast, why="BETWEEN-THE-TWO")
    factories.MembershipFactory(user=cast.mentor, program=cast.program, role="coordinator")
    assert "BETWEEN-THE-TWO" in sign_in(cast.mentor).get(page_of(goal)).content.decode()
    end(cast)
    people_actions.leave(cast.mentor_in, by=cast.coordinator, now=timezone.now())
    page = sign_in(cast.mentor).get(page_of(goal))
    assert page.status_code == 200
    hides(page, "BETWEEN-THE-TWO")


def test_the_proposer_cannot_agree_in_the_browser(cast, sign_in):
    goal, browser = propose(cast), sign_in(cast.mentee)
    assert page_of(goal, "goal_agree") not in browser.get(page_of(goal)).content.decode()
    answer = browser.post(page_of(goal, "goal_agree"), follow=True)
    assert "The other side agrees to a goal, not the one who proposed it." in answer.content.decode()
    goal.refresh_from_db()
    assert goal.state == "proposed"


def test_the_proposer_cannot_agree_in_the_database(cast):
    goal = propose(cast)
    with pytest.raises(IntegrityError, match="goal_takes_two_to_agree"), transaction.atomic():
        Goal.objects.filter(pk=goal.pk).update(agreed_by=cast.mentee, agreed_at=timezone.now())
    with pytest.raises(IntegrityError, match="goal_agreement_is_whole"), transaction.atomic():
        Goal.objects.filter(pk=goal.pk).update(agreed_at=timezone.now())


def test_two_milestones_never_share_a_place_in_the_database(cast):
    goal = propose(cast, milestones=[("One", None)])
    with pytest.raises(IntegrityError, match="milestone_position_is_single"), transaction.atomic():
        Milestone.objects.create(goal=goal, title="Two", position=1)
        connection.check_constraints()


def test_nobody_agrees_to_words_they_have_not_read(cast, sign_in):
    goal, browser = propose(cast), sign_in(cast.mentor)
    version = browser.get(page_of(goal)).context["version"]
    goals.revise(goal, change="revise", reason="Bolder", title="Run ten", by=cast.mentee, now=timezone.now())
    answer = browser.post(page_of(goal, "goal_agree"), {"version": version}, follow=True)
    assert "Sam has changed this goal meanwhile. Read it again, then agree." in answer.content.decode()
    goal.refresh_from_db()
    assert goal.state == "proposed"
    goals.agree(goal, by=cast.mentor, now=timezone.now(), version=2)


def test_a_counter_proposal_waits_for_the_other_side(cast):
    goal = propose(cast)
    goals.revise(goal, change="revise", reason="Smaller first", title="Run one", by=cast.mentor, now=timezone.now())
    with pytest.raises(Refused, match="The other side agrees"):
        goals.agree(goal, by=cast.mentor, now=timezone.now())
    assert goals.agree(goal, by=cast.mentee, now=timezone.now()).agreed_by == cast.mentee
    assert told() == [
        ("goal_proposed", "Miriam Okafor"),
        ("goal_proposed", "Sam Lee"),
        ("goal_agreed", "Miriam Okafor"),
    ]


def at_once(number, act):
    def run(index):
        try:
            return act(index)
        except Refused as refused:
            return refused.sentence
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))


@pytest.mark.django_db(transaction=True)
def test_agreeing_and_revising_at_once_never_agrees_to_unread_words(cast):
    for _ in range(5):
        goal, now = propose(cast), timezone.now()
        acts = [
            lambda goal=goal, now=now: goals.agree(goal, by=cast.mentor, now=now, version=1),
            lambda goal=goal, now=now: goals.revise(
                goal, change="revise", reason="r", title="New", by=cast.mentee, now=now, version=1
            ),
        ]
        at_once(2, lambda index, acts=acts: acts[index]())
        goal.refresh_from_db()
        versions = list(goal.versions.values_list("number", "content__title"))
        assert versions == [(1, "Run a demo"), (2, "New")]
        first_saw = (
            Entry.objects.filter(subject_id=goal.pk, subject_type="goal").order_by("pk").values_list("verb", flat=True)
        )
        agreed_first = list(first_saw) == ["goal.proposed", "goal.agreed", "goal.revised"]
        assert (goal.state == "agreed") == agreed_first


@pytest.mark.django_db(transaction=True)
def test_both_word_a_goal_at_once_before_it_is_agreed(cast):
    """The first becomes the one who proposes it, while the second waits for the same row."""
    goal, now = propose(cast), timezone.now()
    words = {"change": "revise", "reason": "r", "now": now, "version": 1}
    refused = loses(
        lambda: goals.revise(goal, title="Words of the mentor", by=cast.mentor, **words),
        lambda: goals.revise(goal, title="Words of the mentee", by=cast.mentee, **words),
    )
    assert refused == (
        "Miriam has changed this goal while you were writing. "
        "Your text is still here; read how the goal stands now, then save again."
    )
    goal.refresh_from_db()
    assert (goal.title, goal.proposed_by) == ("Words of the mentor", cast.mentor)


@pytest.mark.django_db(transaction=True)
def test_who_waited_for_an_agreement_sees_who_agreed(cast):
    goal, now = propose(cast), timezone.now()
    revised = loses(
        lambda: goals.agree(goal, by=cast.mentor, now=now),
        lambda: goals.revise(goal, change="revise", reason="r", title="New", by=cast.mentee, now=now),
    )
    assert (revised.state, revised.agreed_by, revised.proposed_by) == ("agreed", cast.mentor, cast.mentee)


@pytest.mark.django_db(transaction=True)
def test_eight_revisions_at_once_are_numbered_without_gaps(cast):
    goal, now, people = agreed(cast), timezone.now(), [cast.mentor, cast.mentee]
    at_once(
        8, lambda n: goals.revise(goal, change="revise", reason=f"r{n}", title=f"Goal {n}", by=people[n % 2], now=now)
    )
    goal.refresh_from_db()
    versions = list(goal.versions.all())
    assert [version.number for version in versions] == list(range(1, 10))
    assert versions[-1].content == goal.content


# Revising


def revise_form(browser, goal, **changes):
    initial = browser.get(page_of(goal, "goal_edit")).context["form"].initial
    return {name: value for name, value in initial.items() if value not in (None, False)} | changes


def test_an_agreed_goal_stays_agreed_and_the_partner_reads_why(cast, sign_in):
    goal, browser = agreed(cast), sign_in(cast.mentee)
    words = revise_form(browser, goal, change="revise", reason="More realistic", title="Run two demos")
    assert browser.post(page_of(goal, "goal_edit"), words).url == page_of(goal)
    goal.refresh_from_db()
    assert (goal.title, goal.state, goal.proposed_by) == ("Run two demos", "agreed", cast.mentee)
    assert told()[-1] == ("goal_revised", "Miriam Okafor")
    page = sign_in(cast.mentor).get(page_of(goal)).content.decode()
    shows(page, "Sam Lee revised it", "More realistic", '<del dir="auto">Run a demo</del>')


def test_a_change_needs_its_kind_and_its_reason(cast, sign_in):
    goal, browser = agreed(cast), sign_in(cast.mentee)
    answer = browser.post(page_of(goal, "goal_edit"), revise_form(browser, goal, title="Other"))
    assert (answer.status_code, answer.context["form"].errors) == (
        422,
        {"change": ["Choose what kind of change this is."], "reason": ["Say why, so that you both remember."]},
    )
    assert goal.versions.count() == 1


def test_reaffirming_is_no_back_door_for_changes(cast, sign_in):
    goal, browser = agreed(cast), sign_in(cast.mentee)
    words = revise_form(browser, goal, change="reaffirm", reason="Still right")
    answer = browser.post(page_of(goal, "goal_edit"), words | {"title": "Other"})
    assert answer.context["form"].errors == {
        "change": ["To reaffirm a goal is to leave it as it is. You have changed it: choose “Revise”."]
    }
    assert browser.post(page_of(goal, "goal_edit"), words).status_code == 302
    assert list(goal.versions.values_list("change", "reason")) == [("written", ""), ("reaffirm", "Still right")]


def test_two_who_revise_at_once_overwrite_nothing(cast, sign_in):
    goal, mentor, mentee = agreed(cast), sign_in(cast.mentor), sign_in(cast.mentee)
    slow = revise_form(mentee, goal, change="revise", reason="Mine", title="Words of the mentee")
    mentor.post(
        page_of(goal, "goal_edit"),
        revise_form(mentor, goal, change="revise", reason="His", title="Words of the mentor"),
    )
    answer = mentee.post(page_of(goal, "goal_edit"), slow)
    page = answer.content.decode()
    assert answer.status_code == 422
    shows(page, "Words of the mentor", "Words of the mentee")
    assert "Miriam has changed this goal while you were writing." in page
    again = dict(answer.context["form"].data)
    assert mentee.post(page_of(goal, "goal_edit"), again).status_code == 302
    assert list(goal.versions.values_list("number", "content__title")) == [
        (1, "Run a demo"),
        (2, "Words of the mentor"),
        (3, "Words of the mentee"),
    ]


@pytest.mark.parametrize(("due_in", "state"), [(14, "done"), (15, "open")])
def test_a_change_near_the_planned_review_is_the_review(cast, due_in, state):
    goal = agreed(cast)
    step = factories.StepFactory(program=cast.program, kind="goal_review", every_days=42)
    review = factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=today(cast) + timedelta(days=due_in))
    goals.revise(goal, change="reaffirm", reason="Still right", by=cast.mentee, now=timezone.now())
    review.refresh_from_db()
    assert review.state == state
    assert Touchpoint.objects.filter(occurrence=2).count() == (state == "done")


# Reaching and letting go


def test_reaching_a_goal_tells_the_partner_once(cast, sign_in):
    goal, browser = agreed(cast), sign_in(cast.mentee)
    for _ in range(2):
        browser.post(page_of(goal, "goal_reach"))
    goal.refresh_from_db()
    assert (goal.state, goal.reached_on) == ("reached", today(cast))
    assert list(goal.versions.values_list("change", flat=True)) == ["written", "reached"]
    assert told()[2:] == [("goal_reached", "Miriam Okafor")]


def test_a_goal_that_is_not_agreed_is_not_reached(cast, sign_in):
    goal = propose(cast)
    answer = sign_in(cast.mentee).post(page_of(goal, "goal_reach"), follow=True)
    assert "Agree on the goal first, then mark it as reached." in answer.content.decode()
    goal.refresh_from_db()
    assert goal.state == "proposed"


def test_letting_go_needs_a_reason_and_can_be_undone_by_reviving(cast, sign_in):
    goal, browser = agreed(cast), sign_in(cast.mentee)
    assert browser.post(page_of(goal, "goal_let_go"), {"reason": " "}).context["form"].errors == {
        "reason": ["Say why, so that you both remember."]
    }
    browser.post(page_of(goal, "goal_let_go"), {"reason": "No longer mine"})
    goal.refresh_from_db()
    assert (goal.state, goal.versions.last().change, goal.versions.last().reason) == (
        "dropped",
        "let_go",
        "No longer mine",
    )
    with pytest.raises(Refused, match=r"closed \(let go\)"):
        goals.revise(goal, change="revise", reason="r", by=cast.mentee, now=timezone.now())
    browser.post(
        page_of(goal, "goal_edit"), revise_form(browser, goal, change="revive", reason="Mine again", title="Anew")
    )
    goal.refresh_from_db()
    assert (goal.state, goal.title, goal.reached_on) == ("agreed", "Anew", None)


def test_reviving_what_was_never_agreed_is_a_proposal_again(cast):
    goal, now = propose(cast), timezone.now()
    goals.let_go(goal, reason="Not now", by=cast.mentor, now=now)
    goals.let_go(goal, reason="Not now", by=cast.mentor, now=now)
    revived = goals.revise(goal, change="revive", reason="Now", by=cast.mentor, now=now)
    assert (revived.state, revived.proposed_by, revived.versions.count()) == ("proposed", cast.mentor, 3)


# Milestones


@pytest.fixture
def walk(cast):
    return agreed(cast, milestones=[("One", None), ("Two", None), ("Three", None)])


def titles(goal):
    return list(goal.milestones.values_list("title", flat=True))


def test_ticking_with_evidence_tells_the_partner_once(cast, walk, sign_in):
    browser, first = sign_in(cast.mentee), walk.milestones.first()
    for _ in range(2):
        answer = browser.post(page_of(walk, "milestone_reach", first.pk), {"evidence": "A photo"})
        assert answer.url == f"{page_of(walk)}?reached={first.pk}"
    first.refresh_from_db()
    assert (first.reached_on, first.evidence) == (today(cast), "A photo")
    assert told()[2:] == [("milestone_reached", "Miriam Okafor")]
    assert browser.get(page_of(walk)).context["outline"].reached == 1


def test_unticking_keeps_the_evidence_and_ticking_again_tells_nobody_twice(cast, walk, sign_in):
    browser, first = sign_in(cast.mentee), walk.milestones.first()
    browser.post(page_of(walk, "milestone_reach", first.pk), {"evidence": "A photo"})
    browser.post(page_of(walk, "milestone_undo", first.pk))
    first.refresh_from_db()
    assert (first.reached_on, first.evidence) == (None, "A photo")
    browser.post(page_of(walk, "milestone_reach", first.pk), {"evidence": "A photo"})
    assert told()[2:] == [("milestone_reached", "Miriam Okafor")]


def test_htmx_gets_the_list_and_a_sentence(cast, walk, sign_in):
    first = walk.milestones.first()
    answer = sign_in(cast.mentee).post(page_of(walk, "milestone_reach", first.pk), headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert answer.status_code == 200
    hides(text, "<html")
    assert text.strip().startswith('<section class="card" id="milestones"')
    assert "“One” is reached. Miriam is told." in answer.headers["HX-Trigger"].encode().decode("unicode_escape")


def test_milestones_move_and_stay_at_the_ends(cast, walk, sign_in):
    browser, (one, two, three) = sign_in(cast.mentee), walk.milestones.all()
    seen = []
    for milestone, to in [(two, "up"), (two, "up"), (three, "down"), (one, "down")]:
        browser.post(page_of(walk, "milestone_move", milestone.pk), {"to": to})
        seen.append(titles(walk))
    assert seen == [["Two", "One", "Three"]] * 3 + [["Two", "Three", "One"]]


def test_milestones_are_arranged_as_they_were_dragged(cast, walk, sign_in):
    browser, (one, two, three) = sign_in(cast.mentee), walk.milestones.all()
    browser.post(page_of(walk, "milestones_arrange"), {"order": f"{three.pk},{one.pk},{two.pk}"})
    assert titles(walk) == ["Three", "One", "Two"]
    answer = browser.post(
        page_of(walk, "milestones_arrange"), {"order": f"{one.pk},{two.pk},{three.pk}"}, headers={"HX-Request": "true"}
    )
    text = answer.content.decode()
    assert (answer.status_code, titles(walk)) == (200, ["One", "Two", "Three"])
    hides(text, "<html")
    assert Entry.objects.filter(verb="milestone.moved").count() == 2


@pytest.mark.parametrize(
    "order", ["", "1", "x,y", "{0},{1}", "{0},{1},{1}", "{0},{1},{2},{2}", "{0},{1},999999", "9" * 5000]
)
def test_an_order_of_other_milestones_is_refused(cast, walk, sign_in, order):
    keys = list(walk.milestones.values_list("pk", flat=True))
    answer = sign_in(cast.mentee).post(page_of(walk, "milestones_arrange"), {"order": order.format(*keys)}, follow=True)
    assert "The milestones have changed meanwhile. Here they are; move them again." in answer.content.decode()
    assert titles(walk) == ["One", "Two", "Three"]


def test_the_same_order_leaves_no_trace(cast, walk):
    keys = list(walk.milestones.values_list("pk", flat=True))
    milestones.arrange(walk, order=keys, by=cast.mentee, now=timezone.now())
    assert Entry.objects.filter(verb="milestone.moved").count() == 0


def test_a_milestone_is_added_at_the_end_and_removed_while_open(cast, walk, sign_in):
    browser = sign_in(cast.mentor)
    browser.post(page_of(walk, "milestone_add"), {"title": "Four"})
    assert titles(walk) == ["One", "Two", "Three", "Four"]
    two = walk.milestones.get(title="Two")
    browser.post(page_of(walk, "milestone_remove", two.pk))
    assert titles(walk) == ["One", "Three", "Four"]
    one = walk.milestones.get(title="One")
    milestones.reach(one, by=cast.mentor, now=timezone.now())
    answer = browser.post(page_of(walk, "milestone_remove", one.pk), follow=True)
    assert "This milestone is reached. Undo that first, then remove it." in answer.content.decode()
    assert titles(walk) == ["One", "Three", "Four"]
    assert browser.post(page_of(walk, "milestone_add"), {"title": ""}).context["form"].errors == {
        "title": ["Say what the milestone is."]
    }


def test_a_milestone_that_the_partner_has_worded_meanwhile_is_shown_before_it_is_written_over(cast, walk, sign_in):
    browser, first, day = sign_in(cast.mentee), walk.milestones.first(), today(cast) + timedelta(days=9)
    page = browser.get(page_of(walk, "milestone_edit", first.pk)).context["form"]
    milestones.change(first, title="Theirs", due_on=day, by=cast.mentor, now=timezone.now())
    answer = browser.post(page_of(walk, "milestone_edit", first.pk), {"title": "Mine", "seen": page["seen"].value()})
    form = answer.context["form"]
    assert (answer.status_code, form["title"].value()) == (422, "Mine")
    assert form.errors["title"] == [
        f"Miriam has changed this milestone meanwhile: “Theirs”, by {dates.day(day)}. What you typed is kept here; "
        "save again to put it in its place."
    ]
    browser.post(page_of(walk, "milestone_edit", first.pk), {"title": "Mine", "seen": form["seen"].value()})
    first.refresh_from_db()
    assert first.title == "Mine"


def test_a_milestone_is_worded_anew_until_it_is_reached(cast, walk, sign_in):
    browser, first, day = sign_in(cast.mentor), walk.milestones.first(), today(cast) + timedelta(days=9)
    assert browser.get(page_of(walk, "milestone_edit", first.pk)).context["form"].initial["title"] == "One"
    browser.post(page_of(walk, "milestone_edit", first.pk), {"title": "One talk", "due_on": day})
    first.refresh_from_db()
    assert (first.title, first.due_on, first.position) == ("One talk", day, 1)
    milestones.reach(first, by=cast.mentee, now=timezone.now())
    answer = browser.post(page_of(walk, "milestone_edit", first.pk), {"title": "Other"})
    assert (answer.status_code, answer.context["form"].non_field_errors()) == (
        422,
        ["This milestone is reached. Undo that first, then change it."],
    )
    gone = Milestone.objects.get(title="Two")
    milestones.remove(Milestone.objects.get(pk=gone.pk), by=cast.mentee, now=timezone.now())
    with pytest.raises(Refused, match="removed meanwhile"):
        milestones.change(gone, title="Three", by=cast.mentee, now=timezone.now())
    assert Entry.objects.filter(verb="milestone.changed").count() == 1


def test_removed_meanwhile_is_said(cast, walk):
    gone, now = walk.milestones.first(), timezone.now()
    milestones.remove(Milestone.objects.get(pk=gone.pk), by=cast.mentee, now=now)
    milestones.remove(gone, by=cast.mentee, now=now)
    for act in (milestones.reach, milestones.undo):
        with pytest.raises(Refused, match="removed meanwhile"):
            act(gone, by=cast.mentee, now=now)
    with pytest.raises(Refused, match="removed meanwhile"):
        milestones.move(gone, up=True, by=cast.mentee, now=now)
    assert Entry.objects.filter(verb="milestone.removed").count() == 1


def test_a_milestone_is_not_reached_tomorrow(cast, walk):
    with pytest.raises(Refused, match="a day that has come"):
        milestones.reach(
            walk.milestones.first(), on=today(cast) + timedelta(days=1), by=cast.mentee, now=timezone.now()
        )


def test_twenty_milestones_are_enough(cast, walk):
    for number in range(17):
        milestones.add(walk, title=str(number), by=cast.mentee, now=timezone.now())
    with pytest.raises(Refused, match="at most 20"):
        milestones.add(walk, title="One more", by=cast.mentee, now=timezone.now())


@pytest.mark.parametrize("act", ["reach", "undo", "move", "remove"])
def test_a_closed_goal_keeps_its_milestones_as_they_are(cast, walk, sign_in, act):
    goals.let_go(walk, reason="r", by=cast.mentor, now=timezone.now())
    before = list(walk.milestones.values())
    address = page_of(walk, f"milestone_{act}", walk.milestones.last().pk)
    browser = sign_in(cast.mentee)
    answer = browser.post(address, {"to": "up"}, follow=True)
    assert "This goal is closed (let go). Revive it first." in answer.content.decode()
    again = browser.post(address, {"to": "up"}, headers={"HX-Request": "true"})
    assert (again.headers["HX-Redirect"], list(walk.milestones.values())) == (page_of(walk), before)


def test_a_closed_goal_takes_no_new_milestone_and_is_not_let_go_as_reached(cast, walk, sign_in):
    goals.reach(walk, by=cast.mentor, now=timezone.now())
    browser = sign_in(cast.mentee)
    for name, words in (("milestone_add", {"title": "Four"}), ("goal_let_go", {"reason": "r"})):
        answer = browser.post(page_of(walk, name), words)
        assert (answer.status_code, answer.context["form"].non_field_errors()) == (
            422,
            ["This goal is closed (reached). Revive it first."],
        )


def test_evidence_that_is_too_long_is_kept(cast, walk, sign_in):
    first, text = walk.milestones.first(), "e" * 501
    answer = sign_in(cast.mentee).post(page_of(walk, "milestone_reach", first.pk), {"evidence": text})
    page = answer.content.decode()
    assert answer.status_code == 422
    shows(page, f'value="{text}"')
    assert too_long(500, 501) in page


@pytest.mark.django_db(transaction=True)
def test_ten_ticks_at_once_tell_once(cast, walk):
    first, now = walk.milestones.first(), timezone.now()
    at_once(10, lambda _: milestones.reach(first, by=cast.mentee, now=now))
    assert told()[2:] == [("milestone_reached", "Miriam Okafor")]


@pytest.mark.django_db(transaction=True)
def test_moving_and_adding_at_once_keeps_every_place_single(cast, walk):
    rows, now = list(walk.milestones.all()), timezone.now()
    acts = [
        lambda n: milestones.move(rows[n % 3], up=bool(n % 2), by=cast.mentee, now=now),
        lambda n: milestones.add(walk, title=f"New {n}", by=cast.mentor, now=now),
    ]
    at_once(8, lambda n: acts[n % 2](n))
    places = list(walk.milestones.values_list("position", flat=True))
    assert places == [1, 2, 3, 4, 5, 6, 7]


# Who may


ACTS = ["goal_edit", "goal_let_go", "milestone_add", "goal_agree", "goal_reach"]
TICKS = ["milestone_edit", "milestone_reach", "milestone_undo", "milestone_move", "milestone_remove"]


@pytest.mark.parametrize(
    ("viewer", "status"), [("coordinator", 403), ("other_mentee", 404), ("outsider", 404), ("administrator", 404)]
)
def test_only_the_pair_acts(cast, walk, sign_in, viewer, status):
    browser, first = sign_in(getattr(cast, viewer)), walk.milestones.first()
    pages = [new_page(cast), *(page_of(walk, name) for name in ACTS)]
    pages += [page_of(walk, name, first.pk) for name in TICKS]
    assert [browser.post(page, form(reason="r")).status_code for page in pages] == [status] * len(pages)
    assert (Goal.objects.get().state, titles(walk), told()) == (
        "agreed",
        ["One", "Two", "Three"],
        [("goal_proposed", "Miriam Okafor"), ("goal_agreed", "Sam Lee")],
    )


def test_strangers_cannot_act_even_past_the_pages(cast, walk):
    for by in (cast.coordinator, cast.outsider):
        with pytest.raises(Refused, match=ONLY_THE_PAIR):
            goals.agree(walk, by=by, now=timezone.now())


def test_ended_pair_reads_but_changes_nothing(cast, walk, sign_in):
    end(cast)
    browser, first = sign_in(cast.mentee), walk.milestones.first()
    page = browser.get(page_of(walk)).content.decode()
    shows(page, "One", f"the goal {READ_ONLY}")
    assert page.count('action="/goals/') == 0
    assert browser.get(reverse("goals", args=[cast.pairing.pk])).status_code == 200
    pages = [new_page(cast), *(page_of(walk, name) for name in ACTS)]
    pages += [page_of(walk, name, first.pk) for name in TICKS]
    assert [browser.post(page, form(reason="r")).status_code for page in pages] == [403] * len(pages)
    with pytest.raises(Refused, match=PAIR_HAS_ENDED):
        propose(cast)
    with pytest.raises(Refused, match=PAIR_HAS_ENDED):
        milestones.reach(first, by=cast.mentee, now=timezone.now())


def test_milestone_of_another_goal_is_not_reached_through_this_one(cast, walk, sign_in):
    other = propose(cast, milestones=[("Other", None)])
    answer = sign_in(cast.mentee).post(page_of(walk, "milestone_reach", other.milestones.get().pk))
    assert (answer.status_code, other.milestones.get().reached_on) == (404, None)


@pytest.mark.parametrize("name", ["goal_agree", "goal_reach"])
def test_reading_an_address_changes_nothing(cast, walk, sign_in, name):
    assert sign_in(cast.mentor).get(page_of(walk, name)).status_code == 405


# Who reads what: something to leak, every cell


OWN = {"TITLE", "WHY", "MEASURE", "STEP-ONE", "EVIDENCE", "REASON", "1 of 2", "HIDDEN"}
SEEN = {
    "mentor": OWN,
    "mentee": OWN,
    "coordinator": {"TITLE", "1 of 2"},
    "other_mentee": set(),
    "outsider": set(),
    "administrator": set(),
}


@pytest.fixture
def secrets(cast):
    goal = agreed(cast, title="TITLE", why="WHY", measure="MEASURE", milestones=[("STEP-ONE", None), ("Two", None)])
    milestones.reach(goal.milestones.first(), evidence="EVIDENCE", by=cast.mentee, now=timezone.now())
    goals.revise(goal, change="reaffirm", reason="REASON", by=cast.mentor, now=timezone.now())
    return goal, agreed(cast, title="HIDDEN", why="HIDDEN", is_private=True, milestones=[("HIDDEN", None)])


@pytest.mark.parametrize("viewer", SEEN)
def test_pages_show_each_what_is_theirs(cast, secrets, sign_in, viewer):
    browser = sign_in(getattr(cast, viewer))
    pages = [reverse("goals", args=[cast.pairing.pk]), *(page_of(goal) for goal in secrets)]
    answers = [browser.get(page) for page in pages]
    text = "".join(answer.content.decode() for answer in answers)
    assert {word for word in OWN if word in text} == SEEN[viewer]
    statuses = {"mentor": [200] * 3, "mentee": [200] * 3, "coordinator": [200, 200, 404]}
    assert [answer.status_code for answer in answers] == statuses.get(viewer, [404] * 3)


@pytest.mark.parametrize("viewer", SEEN)
def test_queryset_gives_each_what_is_theirs(cast, secrets, viewer):
    shown, hidden = secrets
    visible = set(Goal.objects.visible_to(getattr(cast, viewer)))
    assert visible == {goal for goal, word in ((shown, "TITLE"), (hidden, "HIDDEN")) if word in SEEN[viewer]}


@pytest.mark.parametrize("viewer", ["mentor", "mentee", "coordinator"])
def test_card_on_the_page_of_the_pair_shows_each_what_is_theirs(cast, secrets, viewer):
    template = Template("{% load goals %}{% goals_on_pair pairing user %}")
    text = template.render(Context({"pairing": cast.pairing, "user": getattr(cast, viewer)}))
    lists = {"TITLE", "1 of 2", "HIDDEN"}
    assert {word for word in OWN if word in text} == SEEN[viewer] & lists


def test_private_goal_leaves_no_trace_for_coordinators(cast):
    goal = agreed(cast, title="HIDDEN", is_private=True, milestones=[("HIDDEN", None)])
    milestones.reach(goal.milestones.get(), by=cast.mentee, now=timezone.now())
    entries = Entry.objects.filter(subject_type="goal", subject_id=goal.pk)
    assert set(entries.values_list("program_id", "pairing_id")) == {(None, None)}
    assert set(Notification.objects.values_list("program_id", "pairing_id")) == {(None, None)}


def test_no_words_of_the_pair_reach_the_trail(cast, secrets):
    text = str(list(Entry.objects.values())) + str(list(Notification.objects.values()))
    assert {word for word in OWN if word in text} == set()


def test_markup_in_a_goal_is_harmless(cast, sign_in):
    evil = '<script>alert(1)</script><img src=x onerror="alert(1)">'
    goal = agreed(cast, title=evil, why=evil, measure=evil, milestones=[(evil, None)])
    milestones.reach(goal.milestones.get(), evidence=evil, by=cast.mentee, now=timezone.now())
    pages = [page_of(goal), page_of(goal, "goal_edit"), reverse("goals", args=[cast.pairing.pk])]
    for page in pages:
        text = sign_in(cast.mentor).get(page).content.decode()
        assert (text.count("<script>alert"), text.count("<img")) == (0, 0)


# Home, lists, queries


def test_home_asks_the_other_side_to_answer_a_proposal(cast):
    goal, now = propose(cast), timezone.now()
    (step,) = about_goals(cast.mentor, now=now)
    assert (step.rank, step.headline, step.detail, step.url) == (
        5,
        "Sam proposed a goal: talk about it and agree",
        "Run a demo",
        page_of(goal),
    )
    assert about_goals(cast.mentee, now=now) == []
    assert about_goals(cast.coordinator, now=now) == []
    end(cast)
    assert about_goals(cast.mentor, now=now) == []


def test_home_leaves_a_pair_on_pause_alone_about_milestones(cast):
    agreed(cast, milestones=[("One", today(cast))])
    returns_on = today(cast) + timedelta(days=9)
    pauses_actions.pause(cast.pairing, returns_on=returns_on, by=cast.coordinator, now=timezone.now())
    assert about_goals(cast.mentee, now=timezone.now()) == []


@pytest.mark.parametrize(
    ("days", "headline"),
    [
        (8, None),
        (7, "“One” is due in 7 days"),
        (1, "“One” is due tomorrow"),
        (0, "“One” is due today"),
        (-1, "“One” was due yesterday"),
        (-2, "“One” was due 2 days ago"),
        (-31, None),
    ],
)
def test_home_names_the_milestone_that_is_due(cast, days, headline):
    due_on = today(cast) + timedelta(days=days)
    goal = agreed(cast, milestones=[("One", due_on), ("Two", due_on)])
    steps = about_goals(cast.mentee, now=timezone.now())
    assert [(step.rank, step.headline, step.url) for step in steps] == (
        [(8, headline, page_of(goal))] if headline else []
    )
    assert about_goals(cast.mentor, now=timezone.now()) == []


def test_home_is_quiet_once_the_milestones_are_reached(cast):
    goal = agreed(cast, milestones=[("One", today(cast))])
    milestones.reach(goal.milestones.get(), by=cast.mentee, now=timezone.now())
    assert about_goals(cast.mentee, now=timezone.now()) == []


@pytest.mark.parametrize("number", [1, 3])
def test_lists_take_a_constant_number_of_queries(cast, number, django_assert_num_queries):
    for _ in range(number):
        agreed(cast, milestones=[("One", today(cast)), ("Two", None)])
        propose(cast, by="mentor")
    with django_assert_num_queries(1):
        assert len(goals_outlines.outlines(cast.pairing, cast.mentor, now=timezone.now())) == 2 * number
    with django_assert_num_queries(2):
        assert len(about_goals(cast.mentee, now=timezone.now())) == 2 * number


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("viewer", ["mentor", "coordinator"])
def test_pages_take_a_constant_number_of_queries(cast, sign_in, number, viewer):
    for _ in range(number):
        goal = agreed(cast, milestones=[(str(n), None) for n in range(number)])
    for _ in range(number):
        goals.revise(goal, change="reaffirm", reason="r", by=cast.mentee, now=timezone.now())
    browser = sign_in(getattr(cast, viewer))
    counts = []
    browser.get(reverse("goals", args=[cast.pairing.pk]))  # what the layout keeps in the cache is there now
    for page in (reverse("goals", args=[cast.pairing.pk]), page_of(goal)):
        with CaptureQueriesContext(connection) as made:
            assert browser.get(page).status_code == 200
        counts.append(len(made))
    assert counts == QUERIES[viewer]


QUERIES = {"mentor": [9, 10], "coordinator": [6, 5]}
