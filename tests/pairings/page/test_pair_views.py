"""The four views of a pair, for the two."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pairings.models import AgendaItem, Message
from tests import factories
from tests.pages import shows

pytestmark = pytest.mark.django_db
VIEWS = ("pair", "sessions", "goals", "together")


def address(cast, view: str) -> str:
    return reverse(view, args=[cast.pairing.pk])


def main(answer) -> str:
    return answer.content.decode().split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("side", ["mentor", "mentee"])
def test_each_view_leads_to_the_others_and_says_which_it_is(cast, sign_in, side, view):
    page = sign_in(getattr(cast, side)).get(address(cast, view))
    partner = cast.mentee if side == "mentor" else cast.mentor
    links = [f'<a href="{address(cast, other)}"' for other in VIEWS]
    shows(
        page, *links, f'<a href="{address(cast, view)}" aria-current="page"', f"You and {partner.first_name}", "Week "
    )
    assert main(page).count('aria-current="page"') == 1


def test_coordinators_keep_a_page_without_the_views_of_the_two(cast, sign_in):
    browser = sign_in(cast.coordinator)
    shows(browser.get(address(cast, "pair")), "For coordinators", hides=["To talk about", 'class="views"'])
    assert [browser.get(address(cast, view)).status_code for view in ("sessions", "together")] == [403, 403]


def test_who_coordinates_their_own_pair_finds_both(cast, sign_in):
    factories.MembershipFactory(user=cast.mentor, program=cast.program, role="coordinator")
    browser = sign_in(cast.mentor)
    shows(browser.get(address(cast, "pair")), "To talk about", hides=["For coordinators"])
    shows(browser.get(address(cast, "together")), "For coordinators")


def test_now_has_what_the_two_want_to_talk_about_and_takes_another_topic(cast, sign_in):
    browser = sign_in(cast.mentee)
    shows(browser.get(address(cast, "pair")), "Nothing yet. What’s on your mind?")
    key = re.search(r'name="form_key" value="([^"]+)"', browser.get(address(cast, "pair")).content.decode())[1]
    sent = {"text": "How to say no", "form_key": key}
    page = browser.post(reverse("agenda", args=[cast.pairing.pk], query={"from": "pair"}), sent, follow=True)
    assert page.redirect_chain == [(address(cast, "pair"), 302)]
    shows(page, 'To talk about <span class="count">1</span>', "How to say no", hides=["What’s on your mind"])
    AgendaItem.objects.update(state="done")
    shows(browser.get(address(cast, "pair")), hides=["How to say no"])


def test_a_promise_of_mine_is_kept_in_one_press_and_theirs_only_read(cast, sign_in):
    due = factories.today() + timedelta(days=3)
    mine = factories.PromiseFactory(pairing=cast.pairing, owner=cast.mentee_in, text="Send the draft", due_on=due)
    theirs = factories.PromiseFactory(pairing=cast.pairing, owner=cast.mentor_in, text="Ask Leo", due_on=due)
    browser = sign_in(cast.mentee)
    kept = reverse("promise_kept", args=[mine.pk])
    shows(
        browser.get(address(cast, "pair")),
        "Send the draft", "Ask Leo", f'action="{kept}"',
        hides=[f'action="{reverse("promise_kept", args=[theirs.pk])}"'],
    )  # fmt: skip
    browser.post(kept)
    shows(browser.get(address(cast, "pair")), "Ask Leo", hides=["Send the draft"])


def test_what_is_finished_folds_away_and_can_be_taken_back(cast, sign_in):
    step = factories.StepFactory(program=cast.program, kind="training", title="Prepare for your role", every_days=None)
    done = factories.TouchpointFactory(
        pairing=cast.pairing,
        step=step,
        due_on=factories.today(),
        state="done",
        done_on=factories.today(),
        done_at=timezone.now(),
    )
    browser = sign_in(cast.mentee)
    page = main(browser.get(address(cast, "pair")))
    coming, _, earlier = page.partition('<details class="rest" id="past">')
    assert "Prepare for your role" in earlier and "Prepare for your role" not in coming.split('id="coming"')[1]
    assert reverse("step_reopen", args=[done.pk]) in earlier


def test_sessions_show_when_the_two_met_and_the_first_words(cast, sign_in):
    browser = sign_in(cast.mentee)
    shows(
        browser.get(address(cast, "sessions")),
        "You haven’t met yet",
        "Your first session is the best time to just talk.",
    )
    heard = factories.SessionFactory(pairing=cast.pairing, held_on=factories.today() - timedelta(days=20), minutes=45)
    factories.SessionLogFactory(session=heard, what_i_heard="WHAT-WAS-HEARD " * 40)
    factories.SessionFactory(pairing=cast.pairing, held_on=factories.today() - timedelta(days=6), minutes=60)
    page = browser.get(address(cast, "sessions"))
    shows(
        page, "You’ve met 2 times", "WHAT-WAS-HEARD", "No notes yet", "45 minutes", reverse("session", args=[heard.pk])
    )
    assert main(page).count("WHAT-WAS-HEARD") < 20


def test_many_sessions_are_counted_and_shown_when_asked_for(cast, sign_in):
    for days in range(12):
        factories.SessionFactory(pairing=cast.pairing, held_on=factories.today() - timedelta(days=days))
    browser = sign_in(cast.mentor)
    page = browser.get(address(cast, "sessions"))
    assert main(page).count('class="meeting"') == 8
    shows(page, "You’ve met 12 times", "Show all sessions")
    whole = browser.get(address(cast, "sessions"), {"all": 1})
    assert main(whole).count('class="meeting"') == 12
    shows(whole, hides=["Show all sessions"])


def test_together_has_the_newest_message_and_leaves_it_unread(cast, sign_in):
    browser = sign_in(cast.mentee)
    shows(browser.get(address(cast, "together")), "No messages yet. Say hello.")
    factories.MessageFactory(pairing=cast.pairing, author=cast.mentor, text="FIRST")
    newest = factories.MessageFactory(pairing=cast.pairing, author=cast.mentor, text="Start with the outage")
    shows(browser.get(address(cast, "together")), "2 new messages", "Start with the outage", hides=["FIRST"])
    assert Message.objects.get(pk=newest.pk).read_at is None


@pytest.mark.parametrize(("view", "queries_made"), [("pair", 10), ("sessions", 8), ("together", 13)])
def test_as_many_queries_for_three_of_everything_as_for_one(
    cast, sign_in, view, queries_made, django_assert_num_queries
):
    browser = sign_in(cast.mentee)
    browser.get(address(cast, view))

    def fill():
        session = factories.SessionFactory(pairing=cast.pairing, held_on=factories.today())
        factories.SessionLogFactory(session=session, what_i_heard="Heard")
        factories.MessageFactory(pairing=cast.pairing, author=cast.mentor)
        factories.PromiseFactory(pairing=cast.pairing, owner=cast.mentor_in, due_on=factories.today())
        step = factories.StepFactory(program=cast.program, kind="training")
        factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=factories.today())
        factories.AgendaItemFactory(pairing=cast.pairing)

    fill()
    with django_assert_num_queries(queries_made):
        browser.get(address(cast, view))
    fill()
    fill()
    with django_assert_num_queries(queries_made):
        browser.get(address(cast, view))


@pytest.mark.parametrize("view", VIEWS)
def test_after_the_end_all_views_can_be_read(cast, sign_in, view):
    pair = cast.pairing
    pair.state, pair.ended_on, pair.ending = "ended", factories.today(), "planned"
    pair.save()
    page = sign_in(cast.mentee).get(address(cast, view))
    assert page.status_code == 200
    shows(page, "Ended on ", hides=["Log a session", "Find a time", "Add topic"])
