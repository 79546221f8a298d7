"""The story of a pair: both voices on one timeline, for the two alone; and the card when a milestone is reached."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from goals.goals import actions as goals
from goals.milestones import actions as milestones
from pairings.life import actions as pairing_actions
from pairings.models import Pairing
from pairings.story import moments as stories
from tests import factories
from tests.pages import shows
from tests.telling import told_now

pytestmark = pytest.mark.django_db


def address(cast):
    return reverse("story", args=[cast.pairing.pk])


def told(cast, viewer):
    pairing = Pairing.objects.with_people().get(pk=cast.pairing.pk)
    return [(moment.title, moment.words) for moment in stories.tell(pairing, viewer, now=timezone.now())]


@pytest.fixture
def lived(cast):
    """A pair for half a year in which everything has happened, newest last."""
    today, now = cast.program.today(timezone.now()), timezone.now()
    Pairing.objects.filter(pk=cast.pairing.pk).update(started_on=today - timedelta(days=200))
    cast.pairing.refresh_from_db()
    factories.SessionFactory(pairing=cast.pairing, held_on=today - timedelta(days=150), minutes=45)
    goal = factories.GoalFactory(pairing=cast.pairing, title="Speak up")
    factories.PromiseFactory(
        pairing=cast.pairing, text="Watch a demo", state="kept", settled_on=today - timedelta(days=40)
    )
    goals.agree(goal, by=cast.mentor, now=now - timedelta(days=30))
    goals.revise(goal, change="reaffirm", reason="", by=cast.mentee, now=now - timedelta(days=20))
    goals.revise(
        goal, change="revise", reason="More", title="Speak up often", by=cast.mentee, now=now - timedelta(days=10)
    )
    factories.MilestoneFactory(goal=goal, title="First talk", reached_on=today - timedelta(days=5))
    factories.FeedbackFactory(pairing=cast.pairing, sent_at=now - timedelta(days=4))
    factories.KudosFactory(pairing=cast.pairing, text="Well done", given_at=now - timedelta(days=3))
    goals.reach(goal, by=cast.mentee, now=now - timedelta(days=1))
    return goal


def test_one_timeline_with_both_voices(cast, lived):
    assert told(cast, cast.mentee) == [
        ("A goal is reached", "Speak up often"),
        ("Miriam said thank you", "Well done"),
        ("Miriam gave feedback", ""),
        ("A milestone is reached", "First talk"),
        ("You revised a goal. That takes courage.", "Speak up often"),
        ("6 months together", ""),
        ("You agreed on a goal", "Speak up often"),
        ("You kept a promise", "Watch a demo"),
        ("3 months together", ""),
        ("You met for 45 minutes", ""),
        ("You became a pair", ""),
    ]
    assert ("You said thank you", "Well done") in told(cast, cast.mentor)
    assert ("Sam kept a promise", "Watch a demo") in told(cast, cast.mentor)


def test_nobody_else_gets_a_line_of_it(cast, lived, sign_in):
    assert [told(cast, who) for who in (cast.coordinator, cast.outsider, cast.administrator)] == [[], [], []]
    assert sign_in(cast.coordinator).get(address(cast)).status_code == 403


def test_feedback_that_is_still_closed_is_not_in_the_partners(cast):
    later = timezone.now() + timedelta(days=2)
    factories.FeedbackFactory(pairing=cast.pairing, opens_at=later)
    assert ("Miriam gave feedback", "") not in told(cast, cast.mentee)
    assert ("You gave feedback", "") in told(cast, cast.mentor)


def test_the_end_stands_in_it_and_no_anniversary_comes_after(cast, lived, sign_in):
    pairing_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=timezone.now())
    page = sign_in(cast.mentor).get(address(cast)).content.decode()
    shows(page, "Your time as a pair ended", hides=["One year together"])


@pytest.mark.parametrize(
    ("started_on", "until", "found"),
    [
        (date(2026, 1, 15), date(2026, 4, 14), []),
        (date(2026, 1, 15), date(2026, 4, 15), [(3, date(2026, 4, 15))]),
        (date(2025, 11, 30), date(2026, 3, 1), [(3, date(2026, 2, 28))]),
        (date(2023, 11, 30), date(2024, 3, 1), [(3, date(2024, 2, 29))]),
        (
            date(2024, 2, 29),
            date(2025, 3, 1),
            [(3, date(2024, 5, 29)), (6, date(2024, 8, 29)), (12, date(2025, 2, 28))],
        ),
        (date(2026, 10, 31), date(2027, 5, 1), [(3, date(2027, 1, 31)), (6, date(2027, 4, 30))]),
    ],
)
def test_anniversaries(started_on, until, found):
    assert stories.anniversaries(started_on, until=until) == found


@pytest.mark.parametrize("entries", [1, 3, 300])
def test_a_long_story_comes_in_pages_and_asks_no_more(cast, lived, sign_in, entries, django_assert_num_queries):
    today = cast.program.today(timezone.now())
    for number in range(entries // 3 or 1):
        factories.SessionFactory(pairing=cast.pairing, held_on=today - timedelta(days=number % 190))
    factories.KudosFactory.create_batch(entries // 3, pairing=cast.pairing)
    factories.PromiseFactory.create_batch(entries // 3, pairing=cast.pairing, state="kept", settled_on=today)
    browser = sign_in(cast.mentee)
    with django_assert_num_queries(11):
        page = browser.get(address(cast)).context["page"]
    assert len(page.object_list) <= 25
    assert page.paginator.count == 11 + (entries // 3 or 1) + 2 * (entries // 3)
    last = browser.get(f"{address(cast)}?page={page.paginator.num_pages}").content.decode()
    assert "You became a pair" in last


# A milestone is reached


def test_the_card_celebrates_and_offers_a_word(cast, sign_in):
    goal = factories.GoalFactory(pairing=cast.pairing, title="Speak up", state="agreed")
    first = factories.MilestoneFactory(goal=goal, title="First <b>talk</b>")
    browser, reach = sign_in(cast.mentee), reverse("milestone_reach", args=[goal.pk, first.pk])
    answer = browser.post(reach)
    page = browser.get(answer.url).content.decode()
    shows(page, "“First &lt;b&gt;talk&lt;/b&gt;” is reached", reverse("kudos", args=[cast.pairing.pk]))
    assert "celebration" not in browser.get(reverse("goal", args=[goal.pk])).content.decode().split("<main")[1]
    fragment = browser.post(reach, headers={"HX-Request": "true"}).content.decode()
    assert f'id="celebration-{first.pk}"' in fragment


@pytest.mark.parametrize("asked", ["0", "x", "9" * 40])
def test_what_is_not_reached_is_not_celebrated(cast, sign_in, asked):
    goal = factories.GoalFactory(pairing=cast.pairing)
    open_one = factories.MilestoneFactory(goal=goal)
    elsewhere = factories.MilestoneFactory(
        goal=factories.GoalFactory(pairing=cast.pairing), reached_on=date(2026, 1, 1)
    )
    for pk in (asked, open_one.pk, elsewhere.pk):
        page = sign_in(cast.mentee).get(f"{reverse('goal', args=[goal.pk])}?reached={pk}").content.decode()
        assert 'class="card celebration"' not in page


def test_the_partner_is_told_with_the_way_to_the_card(cast):
    from mentoring.notifications.planning.models import Notification

    goal = factories.GoalFactory(pairing=cast.pairing, state="agreed")
    one = factories.MilestoneFactory(goal=goal)
    milestones.reach(one, by=cast.mentee, now=timezone.now())
    [row] = Notification.objects.filter(kind="milestone_reached")
    letter = told_now([row])[row.pk]
    assert (row.recipient, letter.url) == (cast.mentor, f"{reverse('goal', args=[goal.pk])}?reached={one.pk}")
