"""Home answers: what should I do now?"""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from mentoring import next_steps
from mentoring.accounts.models import Organisation
from mentoring.home import queries
from mentoring.home.viewpoint import Viewpoint
from pairings.models import Pairing
from tests import factories

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def organisation(db):
    return Organisation.objects.create(pk=1, name="Harbour Engineering")


def test_home_of_an_installation_without_administrator_says_where_the_link_is(client):
    answer = client.get(reverse("home"))
    assert answer.status_code == 503
    assert "link in the console" in answer.content.decode()


def test_home_sends_a_visitor_to_sign_in(client, organisation):
    answer = client.get(reverse("home"))
    assert answer.status_code == 302
    assert answer.url == reverse("account_login") + "?next=/"


def test_greeting_follows_the_hour_of_the_person():
    assert [queries.greeting(hour) for hour in (4, 5, 11, 12, 17, 18, 23)] == [
        "Good evening",
        "Good morning",
        "Good morning",
        "Good afternoon",
        "Good afternoon",
        "Good evening",
        "Good evening",
    ]


def test_greeting_is_in_the_zone_of_the_person(cast):
    cast.mentee.time_zone = "Pacific/Auckland"
    assert queries.home_page(Viewpoint(cast.mentee, now=NOON)).greeting == "Good evening"
    cast.mentee.time_zone = "America/New_York"
    assert queries.home_page(Viewpoint(cast.mentee, now=NOON)).greeting == "Good morning"


def test_next_steps_come_in_the_order_of_their_rank(world):
    from django.utils import timezone as django_timezone

    steps = queries.home_page(Viewpoint(world.mentor, now=django_timezone.now())).steps
    assert [step.rank for step in steps] == sorted(step.rank for step in steps)
    assert len(steps) > 1


def test_every_room_that_knows_a_next_step_is_asked_once_and_the_page_of_a_pair_asks_some():
    rooms = [
        path.relative_to(ROOT)
        for app in ("programs", "pairings", "goals")
        for path in ROOT.glob(f"{app}/*/next_steps.py")
    ]
    asked = {page: [provider.__module__ for provider in found] for page, found in next_steps._providers.items()}
    assert sorted(asked[next_steps.Page.HOME]) == sorted(".".join(path.with_suffix("").parts) for path in rooms)
    assert asked[next_steps.Page.PAIR] == [
        f"pairings.{room}.next_steps" for room in ("beginning", "endings", "messages", "times", "promises")
    ]


def test_pair_card_says_where_the_two_stand(cast):
    factories.SessionFactory(pairing=cast.pairing, held_on=factories.today() - timedelta(days=20))
    step = factories.StepFactory(program=cast.program)
    factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=factories.today() - timedelta(days=6))
    goal = factories.GoalFactory(pairing=cast.pairing)
    factories.MilestoneFactory(goal=goal, reached_on=factories.today())
    factories.MilestoneFactory(goal=goal)
    (card,) = queries.home_page(Viewpoint(cast.mentee, now=datetime.now(tz=UTC))).pairs
    assert (card.partner, card.partner_role, card.week, card.sessions) == (cast.mentor, "mentor", "Week 5 of 43", 1)
    assert (card.open_goals, card.milestones, card.milestones_reached) == (1, 2, 1)


def test_pair_card_of_an_ended_pair_is_gone(cast):
    cast.pairing.state, cast.pairing.ended_on = "ended", factories.today()
    cast.pairing.save(update_fields=["state", "ended_on"])
    assert queries.home_page(Viewpoint(cast.mentee, now=NOON)).pairs == []


def test_home_of_somebody_without_a_program_says_how_to_join(sign_in, organisation):
    text = sign_in(factories.UserFactory()).get("/").content.decode()
    assert "don’t belong to a program yet" in text


@pytest.mark.parametrize(("role", "wanted"), [("mentee", "a mentor"), ("mentor", "a mentee")])
def test_home_of_somebody_without_a_partner_says_that_one_is_looked_for(cast, sign_in, organisation, role, wanted):
    member = factories.MembershipFactory(program=cast.program, role=role)
    text = sign_in(member.user).get("/").content.decode()
    assert f"You take part in {cast.program}" in text
    assert f"The coordinators are looking for {wanted} for you." in text
    assert "Nothing needs you right now" not in text


def test_home_does_not_look_for_a_partner_once_there_was_one(cast, sign_in, organisation):
    ended = factories.today() - timedelta(days=90)
    Pairing.objects.filter(pk=cast.pairing.pk).update(state="ended", ended_on=ended, ending="completed")
    assert "are looking for" not in sign_in(cast.mentee).get("/").content.decode()


def test_home_of_somebody_declined_leads_to_the_answer(cast, sign_in, organisation):
    application = factories.ApplicationFactory(program=cast.program, state="declined", decided_at=NOON)
    text = sign_in(application.user).get("/").content.decode()
    assert f"Your application to {cast.program} was answered" in text
    assert reverse("apply", args=[cast.program.pk, application.role]) in text


def test_home_and_page_of_a_pair_that_was_made_early_name_the_same_step(cast, sign_in, organisation):
    cast.program.state = "enrolling"
    cast.program.save()
    step = factories.StepFactory(program=cast.program, kind="training", title="Prepare for your role", every_days=None)
    factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=factories.today())
    browser = sign_in(cast.mentee)
    for path in ("/", reverse("pair", args=[cast.pairing.pk])):
        assert "Prepare for your role, with Miriam" in browser.get(path).content.decode()


def test_page_of_a_pair_begins_with_what_home_begins_with(cast, sign_in, organisation):
    factories.MessageFactory(pairing=cast.pairing, author=cast.mentor)
    browser = sign_in(cast.mentee)
    for path in ("/", reverse("pair", args=[cast.pairing.pk])):
        assert first_headline(browser.get(path)) == "Miriam has sent you a message"
    proposal = factories.TimeProposalFactory(pairing=cast.pairing, proposed_by=cast.mentor)
    factories.ProposedTimeFactory(proposal=proposal)
    for path in ("/", reverse("pair", args=[cast.pairing.pk])):
        assert first_headline(browser.get(path)) == "Miriam proposes one time for your session"


def test_page_of_a_pair_never_says_all_set(cast, sign_in, organisation):
    page = sign_in(cast.mentee).get(reverse("pair", args=[cast.pairing.pk]))
    assert first_headline(page) == "No step is due"


def first_headline(answer) -> str:
    return re.search(r'class="next-step-title">([^<]*)<', answer.content.decode())[1]


def test_home_of_a_new_administrator_offers_to_create_a_program(cast, sign_in, organisation):
    text = sign_in(cast.administrator).get("/").content.decode()
    assert reverse("program_new") in text
    assert cast.program.name not in text


def another_pair(cast) -> None:
    member = factories.MembershipFactory(program=cast.program)
    pairing = factories.PairingFactory(program=cast.program, mentor=cast.mentor_in, mentee=member)
    factories.TouchpointFactory(pairing=pairing, step=cast.step, due_on=factories.today() - timedelta(days=40))
    factories.MilestoneFactory(goal=factories.GoalFactory(pairing=pairing, proposed_by=member.user))


@pytest.mark.parametrize(("part", "queries_made"), [("mentor", 8), ("mentee", 8), ("coordinator", 6)])
def test_home_asks_the_same_number_of_questions_for_one_pair_and_for_three(
    part, queries_made, cast, sign_in, organisation, django_assert_num_queries
):
    cast.step = factories.StepFactory(program=cast.program)
    factories.TouchpointFactory(pairing=cast.pairing, step=cast.step, due_on=factories.today() - timedelta(days=40))
    factories.MilestoneFactory(goal=factories.GoalFactory(pairing=cast.pairing))
    browser = sign_in(getattr(cast, part))
    browser.get("/")  # the first request of a session writes it
    with django_assert_num_queries(queries_made):
        browser.get("/")
    another_pair(cast)
    another_pair(cast)
    with django_assert_num_queries(queries_made):
        browser.get("/")


def test_home_of_somebody_with_every_role_stays_under_the_bar(
    cast, sign_in, organisation, django_assert_max_num_queries
):
    """Mentor here, mentee there, coordinator elsewhere: the most that home can be asked to show."""
    factories.PairingFactory(mentee__user=cast.mentor)
    factories.MembershipFactory(user=cast.mentor, program=cast.other_program, role="coordinator")
    factories.PairingFactory(program=cast.other_program)
    factories.GoalFactory(pairing=cast.pairing)
    browser = sign_in(cast.mentor)
    browser.get("/")
    with django_assert_max_num_queries(12):
        text = browser.get("/").content.decode()
    assert cast.other_program.name in text
