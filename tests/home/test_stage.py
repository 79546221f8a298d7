"""What stands on top of home: when the two meet next."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from mentoring.home import queries
from mentoring.home.viewpoint import Viewpoint
from mentoring.next_steps import Rank
from tests import factories
from tests.pages import shows

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)  # a Tuesday: 4 PM in Berlin, where Miriam is; 10 AM in New York
LINK = "https://meet.example.org/us"


@pytest.fixture
def pair(cast, time_machine):
    time_machine.move_to(NOW, tick=False)
    cast.mentor.time_zone, cast.mentee.time_zone = "Europe/Berlin", "America/New_York"
    cast.mentor.save()
    cast.mentee.save()
    pair = cast.pairing
    pair.program.time_zone = "Europe/Berlin"
    pair.program.save()
    pair.started_on, pair.ends_on = NOW.date() - timedelta(days=30), NOW.date() + timedelta(days=150)
    pair.save()
    return pair


def home(user):
    return queries.home_page(Viewpoint(user, now=NOW))


def stage(user):
    return home(user).stage


def labels(found) -> list[str]:
    return [act.label for act in found.acts]


def plan(pair, starts_at, **more):
    return factories.PlannedSessionFactory(pairing=pair, starts_at=starts_at, **more)


@pytest.mark.parametrize(
    ("away", "headline", "detail"),
    [
        (timedelta(minutes=10), "Today, 4:10 PM", "In 10 minutes · 10:10 AM for Sam · 60 minutes · video call"),
        (timedelta(minutes=1), "Today, 4:01 PM", "In 1 minute · 10:01 AM for Sam · 60 minutes · video call"),
        (timedelta(hours=3), "Today, 7:00 PM", "In 3 hours · 1:00 PM for Sam · 60 minutes · video call"),
        (timedelta(days=1), "Tomorrow, 4:00 PM", "10:00 AM for Sam · 60 minutes · video call"),
        (timedelta(days=2), "Thursday, 4:00 PM", "In 2 days · 10:00 AM for Sam · 60 minutes · video call"),
        (
            timedelta(days=6, hours=8),
            "December 8, 12:00 AM",
            "In 7 days · Mon, Dec 7, 6:00 PM for Sam · 60 minutes · video call",
        ),
        (timedelta(days=40), "January 10, 2027, 4:00 PM", "In 40 days · 10:00 AM for Sam · 60 minutes · video call"),
    ],
)
def test_the_next_session_is_said_as_people_say_it(cast, pair, away, headline, detail):
    plan(pair, NOW + away, place=LINK)
    found = stage(cast.mentor)
    assert (found.over, found.partner, found.headline, found.detail) == ("Next session", cast.mentee, headline, detail)


def test_join_is_the_thing_to_do_a_quarter_of_an_hour_before(cast, pair):
    planned = plan(pair, NOW + timedelta(minutes=16), place=LINK)
    for minutes, is_now in ((16, False), (15, True), (-1, True), (-59, True)):
        planned.starts_at = NOW + timedelta(minutes=minutes)
        planned.save()
        found = stage(cast.mentee)
        assert (found.is_now, found.acts[0].is_main, found.acts[0].url) == (is_now, is_now, LINK)
    assert (found.over, found.headline) == ("Session", "Now")
    assert labels(found) == ["Join", "Move or cancel"]
    assert labels(stage(cast.mentor)) == ["Join", "Prepare"]


def test_a_place_that_is_no_link_is_named_and_nothing_can_be_joined(cast, pair):
    planned = plan(pair, NOW + timedelta(days=2), place="Café Kranzler")
    found = stage(cast.mentor)
    assert found.detail == "In 2 days · 10:00 AM for Sam · 60 minutes · Café Kranzler"
    assert [(act.label, act.url) for act in found.acts] == [("Prepare", reverse("planned_session", args=[planned.pk]))]


@pytest.mark.parametrize(
    ("ago", "headline"),
    [
        (timedelta(hours=2), "How was today?"),
        (timedelta(days=1), "How was yesterday?"),
        (timedelta(days=5), "How was Thursday?"),
        (timedelta(days=12), "How was November 19?"),
    ],
)
def test_a_session_whose_time_has_passed_is_asked_about_until_one_is_logged(cast, pair, ago, headline):
    planned = plan(pair, NOW - ago)
    assert stage(cast.mentee).headline == headline
    assert labels(stage(cast.mentee)) == ["Log it", "We didn’t meet"]
    planned.session = factories.SessionFactory(pairing=pair, held_on=(NOW - ago).date())
    planned.save()
    assert stage(cast.mentee).headline == "No session planned"


def test_the_question_about_a_step_becomes_the_stage_s_and_is_not_asked_twice(cast, pair):
    step = factories.StepFactory(program=cast.program)
    factories.TouchpointFactory(pairing=pair, step=step, due_on=NOW.date() - timedelta(days=5))
    plan(pair, NOW - timedelta(days=5))
    found = home(cast.mentee)
    assert labels(found.stage) == ["Log it", "We didn’t meet"]
    assert [one for one in found.steps if one.rank == Rank.DID_YOU_MEET] == []


def test_without_a_time_there_is_a_way_to_find_one(cast, pair):
    assert (stage(cast.mentor).over, stage(cast.mentor).headline) == ("Your mentee", "Meet Sam Lee")
    assert (stage(cast.mentee).over, stage(cast.mentee).headline) == ("Your mentor", "Meet Miriam Okafor")
    factories.SessionFactory(pairing=pair, held_on=NOW.date() - timedelta(days=19))
    found = stage(cast.mentee)
    assert (found.headline, found.detail, labels(found)) == (
        "No session planned",
        "You last met November 12.",
        ["Find a time"],
    )


def test_a_pair_that_has_not_begun_says_when_it_does(cast, pair):
    pair.started_on = NOW.date() + timedelta(days=6)
    pair.save()
    assert stage(cast.mentee).detail == "You start on Monday, December 7."


def test_who_suggested_times_waits_and_the_other_picks(cast, pair):
    proposal = factories.TimeProposalFactory(pairing=pair, proposed_by=cast.mentor)
    one = factories.ProposedTimeFactory(proposal=proposal, starts_at=NOW + timedelta(days=3))
    assert stage(cast.mentor).headline == "Sam is picking a time"
    found = home(cast.mentee)
    assert found.stage.headline == "Pick a time"
    assert [(choice.above, choice.label, choice.value) for choice in found.first_step.choices] == [
        ("Fri, Dec 4", "10:00 AM", str(one.pk)),
        ("", "None of these", ""),
    ]
    assert found.first_step.choices[0].below == "4:00 PM for Miriam"


def test_one_press_on_home_picks_a_time(cast, pair, sign_in):
    proposal = factories.TimeProposalFactory(pairing=pair, proposed_by=cast.mentor)
    one = factories.ProposedTimeFactory(proposal=proposal, starts_at=NOW + timedelta(days=3))
    browser = sign_in(cast.mentee)
    shows(
        browser.get("/"), f'name="answer" value="{one.pk}"', f'action="{reverse("time_proposal", args=[proposal.pk])}"'
    )
    browser.post(reverse("time_proposal", args=[proposal.pk]), {"answer": one.pk})
    assert stage(cast.mentee).headline == "Friday, 10:00 AM"


def test_a_break_says_until_when_and_only_who_is_away_comes_back(cast, pair):
    pair.state, pair.paused_on, pair.returns_on = "paused", NOW.date(), NOW.date() + timedelta(days=34)
    pair.paused_for = cast.mentee_in
    pair.save()
    found = stage(cast.mentee)
    assert (found.headline, labels(found), found.acts[0].posts) == (
        "On a break until January 4, 2027",
        ["I’m back"],
        True,
    )
    assert labels(stage(cast.mentor)) == []


def test_of_several_pairs_the_one_comes_first_in_which_the_most_happens(cast, pair):
    def another(**more):
        member = factories.MembershipFactory(program=cast.program)
        return factories.PairingFactory(program=cast.program, mentor=cast.mentor_in, mentee=member, **more)

    asked, later, soon = another(), another(), another()
    factories.ProposedTimeFactory(
        proposal=factories.TimeProposalFactory(pairing=asked, proposed_by=cast.mentor),
        starts_at=NOW + timedelta(days=9),
    )
    assert stage(cast.mentor).pairing in (pair, later, soon)  # those who have never met
    plan(later, NOW + timedelta(days=9))
    assert stage(cast.mentor).pairing == later
    plan(pair, NOW - timedelta(days=2))
    assert stage(cast.mentor).pairing == pair
    plan(soon, NOW + timedelta(hours=5))
    assert stage(cast.mentor).pairing == soon


def test_what_the_stage_says_is_not_said_again_below(cast, pair, sign_in):
    plan(pair, NOW + timedelta(hours=5))
    found = home(cast.mentee)
    assert [one for one in found.steps if one.is_meeting or one.rank == Rank.CALM] == []
    shows(sign_in(cast.mentee).get("/"), "Today, 3:00 PM", hides=["are all set", "You meet Miriam"])


def test_the_program_is_named_only_for_people_in_several(cast, pair, sign_in):
    factories.MessageFactory(pairing=pair, author=cast.mentor)
    said = sign_in(cast.mentee).get("/").content.decode().split("<main")[1].split("</main>")[0]
    assert cast.program.name not in said
    factories.PairingFactory(mentee__user=cast.mentee)
    assert cast.program.name in sign_in(cast.mentee).get("/").content.decode().split("<main")[1]


def test_nothing_that_waits_is_cut_off(cast, pair, sign_in):
    for number in range(6):
        factories.MilestoneFactory(
            goal=factories.GoalFactory(pairing=pair, state="agreed"), title=f"WAITS-{number}", due_on=NOW.date()
        )
    page = sign_in(cast.mentee).get("/")
    shows(page, *(f"WAITS-{number}" for number in range(6)), "Waiting for you", "more</span>")


def test_minutes_are_counted_across_midnight(cast, pair, time_machine):
    late = datetime(2026, 12, 1, 22, 55, tzinfo=UTC)  # 11:55 PM in Berlin
    plan(pair, late + timedelta(minutes=20), place=LINK)
    found = queries.home_page(Viewpoint(cast.mentor, now=late)).stage
    assert found.headline == "Tomorrow, 12:15 AM"
    assert found.detail.startswith("In 20 minutes · Tue, Dec 1, 6:15 PM for Sam")


def test_a_closed_program_has_no_stage(cast, pair):
    pair.program.state = "closed"
    pair.program.save()
    assert stage(cast.mentee) is None


def test_a_mentor_who_is_also_a_mentee_writes_a_first_goal_in_the_right_pair(cast, pair):
    other = factories.PairingFactory(mentee__user=cast.mentor)
    assert home(cast.mentor).writes_goals_in == other.pk
