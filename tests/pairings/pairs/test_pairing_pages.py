"""The coordinator's list of pairs, the page of a pair, and what home is told about pairs."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mentoring.web import dates
from mentoring.web.templatetags.ui import day
from pairings.attention import queries as attention_queries
from pairings.calendars import clocks
from pairings.check_ins import actions as check_ins
from pairings.fit_checks import actions as fit_checks
from pairings.life import actions as life_actions
from pairings.models import Pairing, PlannedSession, Touchpoint
from pairings.pauses import actions as pauses_actions
from programs.models import Answer
from tests import factories
from tests.next_steps import about_pairs
from tests.pages import shows
from tests.sentences import LOG_SESSION

NOW = timezone.now()


@pytest.fixture
def today(cast):
    return cast.program.today(NOW)


@pytest.fixture
def step(cast):
    return factories.StepFactory(program=cast.program)


def touchpoint(cast, step, days, **more):
    due_on = cast.program.today(NOW) + timedelta(days=days)
    return factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=due_on, **more)


def heads(user):
    return [(one.rank, one.headline, one.label) for one in about_pairs(user, now=NOW)]


def test_the_list_puts_those_first_who_need_the_coordinator(cast, sign_in, step, today):
    touchpoint(cast, step, -5)
    fine = factories.PairingFactory(program=cast.program, mentee__user__name="Fine Pair")
    factories.TouchpointFactory(pairing=fine, step=step, due_on=today + timedelta(days=5))
    away = factories.PairingFactory(program=cast.program, mentee__user__name="Away Pair")
    pauses_actions.pause(away, returns_on=today + timedelta(days=9), by=cast.coordinator, now=NOW)
    over = factories.PairingFactory(program=cast.program, mentee__user__name="Over Pair")
    life_actions.end(over, ending="early", by=cast.coordinator, now=NOW)
    factories.SessionFactory(pairing=fine, held_on=today - timedelta(days=9))
    page = sign_in(cast.coordinator).get(reverse("pairs", args=[cast.program.pk]))
    rows = [(row.pairing, row.overdue_days, row.last_held_on) for row in page.context["rows"]]
    assert rows == [
        (cast.pairing, 5, None),
        (fine, 0, today - timedelta(days=9)),
        (away, 0, None),
        (over, 0, None),
    ]
    assert "5 days late" in page.content.decode()


def test_a_pair_on_a_pause_shows_no_day_that_is_past(cast, sign_in, step, today):
    late = touchpoint(cast, step, -5)
    pauses_actions.pause(cast.pairing, returns_on=today + timedelta(days=9), by=cast.coordinator, now=NOW)
    page = sign_in(cast.coordinator).get(reverse("pairs", args=[cast.program.pk])).content.decode()
    assert '<span class="muted">moves by the pause</span></div></td>' in page
    assert day(late.due_on) not in page


def test_one_pair_needs_a_hand_and_two_need_one(cast, sign_in, step, today):
    touchpoint(cast, step, -30)
    browser, url = sign_in(cast.coordinator), reverse("pairs", args=[cast.program.pk]) + "?needs=hand"
    assert "1 pair that needs a hand" in browser.get(url).content.decode()
    second = factories.PairingFactory(program=cast.program)
    factories.TouchpointFactory(pairing=second, step=step, due_on=today - timedelta(days=30))
    assert "2 pairs that need a hand" in browser.get(url).content.decode()


def test_the_list_finds_either_name(cast, sign_in):
    factories.PairingFactory(program=cast.program, mentee__user__name="Ana Silva", mentor__user__name="Ben Adler")
    browser, url = sign_in(cast.coordinator), reverse("pairs", args=[cast.program.pk])
    for search, found in (("silva", 1), ("BEN", 1), ("okafor", 1), ("", 2), ("nobody", 0)):
        assert len(browser.get(url, {"q": search}).context["rows"]) == found
    fragment = browser.get(url, {"q": "silva"}, headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div id="results"')


def test_the_list_has_pages_of_fifty(cast, sign_in):
    for _ in range(51):
        factories.PairingFactory(program=cast.program, created_by=cast.coordinator)
    browser, url = sign_in(cast.coordinator), reverse("pairs", args=[cast.program.pk])
    assert [len(browser.get(url, {"page": page}).context["rows"]) for page in (1, 2)] == [25, 25]


@pytest.mark.parametrize("pairs", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(cast, sign_in, step, pairs, django_assert_num_queries):
    touchpoint(cast, step, -5)
    for _ in range(pairs - 1):
        other = factories.PairingFactory(program=cast.program)
        factories.TouchpointFactory(pairing=other, step=step)
        factories.SessionFactory(pairing=other)
    browser = sign_in(cast.coordinator)
    with django_assert_num_queries(LIST_QUERIES):
        assert len(browser.get(reverse("pairs", args=[cast.program.pk])).context["rows"]) == pairs


@pytest.mark.parametrize("part", ["mentor", "coordinator"])
@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_pair_takes_a_constant_number_of_queries(
    cast, sign_in, step, rows, part, django_assert_num_queries
):
    check_in = factories.StepFactory(program=cast.program, kind="check_in", every_days=None)
    for number in range(1, rows + 1):
        touchpoint(cast, step, number, occurrence=number)
        asked = touchpoint(cast, check_in, -number, occurrence=number)
        for by in (cast.mentor, cast.mentee):
            check_ins.answer(asked, by=by, rating=4, comment="Good.", now=NOW)
        factories.SessionFactory(pairing=cast.pairing)
        factories.GoalFactory(pairing=cast.pairing)
    browser = sign_in(getattr(cast, part))
    with django_assert_num_queries(PAGE_QUERIES[part]):
        assert browser.get(reverse("pair", args=[cast.pairing.pk])).status_code == 200


def test_the_page_shows_the_newest_of_a_long_past_and_says_that_there_is_more(cast, sign_in, step, today):
    for number in range(1, 12):
        done_on = today - timedelta(days=number)
        touchpoint(cast, step, -40 + number, occurrence=number, state="done", done_on=done_on, done_at=NOW)
    browser, url = sign_in(cast.mentor), reverse("pair", args=[cast.pairing.pk])
    page, whole = browser.get(url), browser.get(url, {"all": 1})
    days = [item.day for item in page.context["timeline"].past]
    assert days == [today - timedelta(days=number) for number in range(1, 9)]
    assert page.context["timeline"].is_cut
    assert len(whole.context["timeline"].past) == 11
    assert not whole.context["timeline"].is_cut


LIST_QUERIES = 8
PAGE_QUERIES = {"mentor": 10, "coordinator": 11}


def test_the_page_is_for_the_pair_and_the_coordinator(cast, sign_in):
    url = reverse("pair", args=[cast.pairing.pk])
    seen = {
        part: sign_in(getattr(cast, part)).get(url).status_code
        for part in ("mentor", "mentee", "coordinator", "other_mentee", "outsider", "administrator")
    }
    assert seen == {
        "mentor": 200,
        "mentee": 200,
        "coordinator": 200,
        "other_mentee": 404,
        "outsider": 404,
        "administrator": 404,
    }


def test_the_page_shows_words_to_those_they_are_for(cast, sign_in, step):
    session = factories.SessionFactory(pairing=cast.pairing, minutes=47)
    factories.SessionLogFactory(session=session, shared_notes="Secret of two.", what_i_heard="You are afraid.")
    factories.PrivateNoteFactory(session=session, author=cast.mentor, text="Only mine.")
    asked = factories.ApplicationFactory(program=cast.program, user=cast.mentee, role="mentee")
    shown = factories.QuestionFactory(program=cast.program, shown_to_match=True, label="Hopes?")
    hidden = factories.QuestionFactory(program=cast.program, label="Salary?")
    Answer.objects.create(application=asked, question=shown, value="To lead a team.")
    Answer.objects.create(application=asked, question=hidden, value="Too little.")
    views = {"coordinator": ["pair"]}
    words = ["47 minutes", "Secret of two.", "You are afraid.", "Only mine.", "To lead a team.", "Too little."]
    seen = {}
    for part in ("mentor", "mentee", "coordinator"):
        browser = sign_in(getattr(cast, part))
        pages = [reverse(view, args=[cast.pairing.pk]) for view in views.get(part, ["pair", "sessions", "together"])]
        text = "".join(browser.get(page).content.decode() for page in pages)
        seen[part] = [some for some in words if some in text]
    assert seen == {
        "mentor": ["47 minutes", "You are afraid.", "To lead a team."],
        "mentee": ["47 minutes", "You are afraid."],
        "coordinator": ["47 minutes"],
    }


def test_the_page_says_why_a_pair_ended_to_coordinators_only(cast, sign_in):
    life_actions.end(
        cast.pairing, ending="one_sided", reason="Sam wished for another mentor.", by=cast.coordinator, now=NOW
    )
    url, words = reverse("pair", args=[cast.pairing.pk]), "Sam wished for another mentor."
    shown = {
        part: words in sign_in(getattr(cast, part)).get(url).content.decode() for part in ("mentor", "coordinator")
    }
    assert shown == {"mentor": False, "coordinator": True}


def test_the_page_offers_what_the_viewer_may_do(cast, sign_in, step):
    own = factories.StepFactory(program=cast.program, kind="introduction", title="Say hello", doer="mentee")
    hello = touchpoint(cast, own, 1)
    session = touchpoint(cast, step, 2)
    links = {
        "done": reverse("step_done", args=[hello.pk]),
        "log": f"{reverse('session_new', args=[cast.pairing.pk])}?touchpoint={session.pk}",
        "end": reverse("pair_end", args=[cast.pairing.pk]),
    }
    url, seen = reverse("pair", args=[cast.pairing.pk]), {}
    for part in ("mentor", "mentee", "coordinator"):
        page = sign_in(getattr(cast, part)).get(url).content.decode()
        seen[part] = [name for name, link in links.items() if link in page]
    assert seen == {"mentor": ["log"], "mentee": ["done", "log"], "coordinator": ["end"]}


def test_home_asks_about_a_session_that_nobody_has_logged(cast, step, today):
    touchpoint(cast, step, -1)
    [asked] = about_pairs(cast.mentor, now=NOW)
    assert (asked.rank, asked.headline, asked.label) == (6, "Did you and Sam meet yesterday?", LOG_SESSION)
    assert asked.escape_label == "We didn’t meet"
    assert asked.escape_url.endswith("?met=no")
    assert heads(cast.mentee) == [(6, "Did you and Miriam meet yesterday?", LOG_SESSION)]


@pytest.mark.parametrize("days", [-3, -20])
def test_home_names_the_weekday_only_while_one_remembers_it(cast, step, today, days):
    day = touchpoint(cast, step, days).due_on
    when = f"on {day:%A}" if days == -3 else f"around {dates.long_day(day)}"
    assert heads(cast.mentor)[0][1] == f"Did you and Sam meet {when}?"


def test_home_follows_the_order_of_the_rules(cast, step, today):
    kinds = [("check_in", "Check-in", 0), ("introduction", "Say hello", 0), ("goals", "Goals", 5)]
    for kind, title, days in kinds:
        made = factories.StepFactory(program=cast.program, kind=kind, title=title, every_days=None)
        touchpoint(cast, made, days)
    touchpoint(cast, step, -1)
    assert [one[0] for one in heads(cast.mentee)] == [4, 6, 7, 9]
    assert [one[1] for one in heads(cast.mentee)] == [
        "Say hello to Miriam",
        "Did you and Miriam meet yesterday?",
        "Write down what you want from your time with Miriam",
        "How is it going with Miriam?",
    ]
    assert [one[0] for one in heads(cast.mentor)] == [4, 6, 9]


def test_home_does_not_ask_for_a_goal_that_exists_or_a_check_in_that_was_answered(cast, today):
    goals = factories.StepFactory(program=cast.program, kind="goals", every_days=None)
    asked = factories.StepFactory(program=cast.program, kind="check_in", title="Check-in", every_days=None)
    touchpoint(cast, goals, 5)
    check_in = touchpoint(cast, asked, 0)
    factories.GoalFactory(pairing=cast.pairing)
    check_ins.answer(check_in, by=cast.mentee, rating=4, now=NOW)
    assert [one[0] for one in heads(cast.mentee)] == [11]
    assert [one[0] for one in heads(cast.mentor)] == [9]


def test_home_is_calm_when_nothing_is_due(cast, step, today):
    due_on = touchpoint(cast, step, 6).due_on
    expected = f"You and Sam are all set until {dates.long_day(due_on)}"
    assert heads(cast.mentor) == [(11, expected, "See your page")]
    Touchpoint.objects.update(due_on=today + timedelta(days=1))
    assert heads(cast.mentor) == [(10, "Your next session with Sam is due tomorrow", "Find a time")]


def test_home_names_the_time_of_a_session_that_is_planned(cast, step, today):
    touchpoint(cast, step, 2)
    session = factories.PlannedSessionFactory(pairing=cast.pairing, starts_at=NOW + timedelta(hours=30))
    when = clocks.when(session.starts_at, cast.mentor, cast.mentee)
    assert heads(cast.mentor) == [(10, f"You meet Sam: {when}", "See the session")]
    PlannedSession.objects.update(starts_at=NOW + timedelta(hours=20))  # now the step of its own says it
    assert [rank for rank, *_ in heads(cast.mentor)] == [11]


def test_home_has_one_step_at_least_for_each_mentee_and_none_after_the_end(cast, step, today):
    second = factories.PairingFactory(program=cast.program, mentor=cast.mentor_in, mentee=cast.other_mentee_in)
    pauses_actions.pause(second, returns_on=today + timedelta(days=9), by=cast.coordinator, now=NOW)
    touchpoint(cast, step, -1)
    assert [one[1].split(" until")[0] for one in heads(cast.mentor)] == [
        "Did you and Sam meet yesterday?",
        "You and Noor are taking a pause",
    ]
    for pair in Pairing.objects.all():
        life_actions.end(pair, ending="planned", by=cast.coordinator, now=NOW)
    assert heads(cast.mentor) == []


@pytest.mark.parametrize("pairs", [1, 3])
def test_home_takes_as_many_queries_for_three_pairs_as_for_one(cast, step, pairs, django_assert_num_queries):
    cast.mentor_in.capacity = 5
    cast.mentor_in.save()
    touchpoint(cast, step, -1)
    for _ in range(pairs - 1):
        other = factories.PairingFactory(program=cast.program, mentor=cast.mentor_in)
        factories.TouchpointFactory(pairing=other, step=step)
    with django_assert_num_queries(3):
        about_pairs(cast.mentor, now=NOW)


def attention(cast):
    return [(one.pairing_id, one.reason, one.days) for one in attention_queries.needs_attention(cast.program, now=NOW)]


def test_a_silent_pair_needs_a_hand(cast, today):
    Pairing.objects.update(started_on=today - timedelta(days=27))
    assert attention(cast) == []
    Pairing.objects.update(started_on=today - timedelta(days=28))
    assert attention(cast) == [(cast.pairing.pk, "No session yet, 28 days after they were paired.", 28)]
    day = today - timedelta(days=35)
    factories.SessionFactory(pairing=cast.pairing, held_on=day)
    assert attention(cast) == [(cast.pairing.pk, f"No session since {dates.short_day(day)}, 35 days ago.", 35)]
    factories.SessionFactory(pairing=cast.pairing, held_on=today)
    assert attention(cast) == []


def test_a_late_step_needs_a_hand_when_the_ladder_has_come_to_the_coordinator(cast, today):
    factories.SessionFactory(pairing=cast.pairing, held_on=today)
    step = factories.StepFactory(program=cast.program, kind="goals", title="Goals", every_days=None)
    late = touchpoint(cast, step, -9)
    assert attention(cast) == []
    factories.RungFactory(step=step, offset_days=9, audience="coordinator")
    assert attention(cast) == [(cast.pairing.pk, "“Goals” is 9 days late.", 9)]
    late.step.rungs.all().delete()
    Touchpoint.objects.update(due_on=today - timedelta(days=14))
    assert attention(cast) == [(cast.pairing.pk, "“Goals” is 14 days late.", 14)]


def test_a_low_rating_needs_a_hand_until_a_better_one(cast, today):
    factories.SessionFactory(pairing=cast.pairing, held_on=today)
    step = factories.StepFactory(program=cast.program, kind="check_in", every_days=None)
    asked = touchpoint(cast, step, 0)
    check_ins.answer(asked, by=cast.mentee, rating=2, comment="", now=NOW - timedelta(days=4))
    assert attention(cast) == [(cast.pairing.pk, "Sam rated the last check-in 2 of 5.", 4)]
    check_ins.answer(asked, by=cast.mentee, rating=4, comment="", now=NOW)
    assert attention(cast) == []


def test_a_pair_that_is_not_a_fit_needs_a_hand_until_they_say_otherwise(cast, today):
    factories.SessionFactory(pairing=cast.pairing, held_on=today)
    fit_checks.answer(cast.pairing, answer="deciding", by=cast.mentor, now=NOW - timedelta(days=4))
    assert attention(cast) == []
    fit_checks.answer(cast.pairing, answer="no", by=cast.mentor, now=NOW - timedelta(days=3))
    assert attention(cast) == [(cast.pairing.pk, "Miriam said that it isn’t a fit.", 3)]
    fit_checks.answer(cast.pairing, answer="no", by=cast.mentee, now=NOW - timedelta(days=1))
    both = "Sam said that it isn’t a fit. Miriam said that it isn’t a fit."
    assert attention(cast) == [(cast.pairing.pk, both, 3)]
    for one in (cast.mentor, cast.mentee):
        fit_checks.answer(cast.pairing, answer="good", by=one, now=NOW)
    assert attention(cast) == []


def test_a_no_is_not_shown_where_the_partner_coordinates(cast, today):
    factories.SessionFactory(pairing=cast.pairing, held_on=today)
    fit_checks.answer(cast.pairing, answer="no", by=cast.mentee, now=NOW)
    assert len(attention(cast)) == 1
    factories.MembershipFactory(program=cast.program, user=cast.mentor, role="coordinator")
    assert attention(cast) == []


def test_a_pair_past_its_last_day_is_shown_not_ended(cast, sign_in, today):
    factories.SessionFactory(pairing=cast.pairing, held_on=today)
    day = today - timedelta(days=2)
    Pairing.objects.update(ends_on=day)
    expected = f"Their last day was {dates.short_day(day)}. End the pair and thank them."
    assert attention(cast) == [(cast.pairing.pk, expected, 2)]
    page = sign_in(cast.coordinator).get(reverse("pairs", args=[cast.program.pk])).content.decode()
    assert "Past its last day" in page


def test_the_coordinators_home_names_the_pair_and_the_reason(cast, today):
    Pairing.objects.update(started_on=today - timedelta(days=40))
    [step] = about_pairs(cast.coordinator, now=NOW)
    assert (step.rank, step.headline, step.detail) == (
        1,
        "1 pair needs a hand",
        "Sam Lee with Miriam Okafor has waited for 40 days.",
    )
    for _ in range(2):
        factories.PairingFactory(program=cast.program, started_on=today - timedelta(days=30))
    [step] = about_pairs(cast.coordinator, now=NOW)
    assert (step.headline, step.detail, step.url) == (
        "3 pairs need a hand",
        "Sam Lee with Miriam Okafor has waited longest, for 40 days.",
        reverse("pairs", args=[cast.program.pk]) + "?needs=hand",
    )
    assert about_pairs(cast.outsider, now=NOW) == []


@pytest.mark.parametrize("pairs", [1, 3])
def test_the_list_shows_those_that_need_a_hand_with_the_reason(cast, sign_in, today, pairs, django_assert_num_queries):
    Pairing.objects.update(started_on=today)
    for _ in range(pairs):
        factories.PairingFactory(program=cast.program, started_on=today - timedelta(days=40))
    browser, address = sign_in(cast.coordinator), reverse("pairs", args=[cast.program.pk])
    with django_assert_num_queries(LIST_QUERIES + 1):
        page = browser.get(address, {"needs": "hand"})
    assert cast.pairing not in [row.pairing for row in page.context["rows"]]
    assert [row.reason for row in page.context["rows"]] == ["No session yet, 40 days after they were paired."] * pairs
    assert page.content.decode().count("No session yet, 40 days after they were paired.") == pairs
    assert [row.reason for row in browser.get(address).context["rows"]] == [""] * (pairs + 1)

    Pairing.objects.update(started_on=today)
    assert "No pair needs a hand" in browser.get(address, {"needs": "hand"}).content.decode()


@pytest.mark.parametrize("programs", [1, 3])
def test_attention_takes_as_many_queries_for_three_programs_as_for_one(
    cast, today, programs, django_assert_num_queries
):
    many = [cast.program]
    for _ in range(programs - 1):
        many.append(factories.PairingFactory(started_on=today - timedelta(days=40)).program)
    with django_assert_num_queries(1):
        attention_queries.needs_attention_in(many, now=NOW)


@pytest.mark.parametrize("pairs", [1, 3])
def test_all_pairs_of_a_person_are_found_also_those_that_ended(client, cast, today, pairs, django_assert_num_queries):
    program = cast.program
    for number in range(pairs - 1):
        mentee = factories.MembershipFactory(program=program, role="mentee")
        other = factories.PairingFactory(program=program, mentor=cast.pairing.mentor, mentee=mentee)
        Pairing.objects.filter(pk=other.pk).update(state="ended", ended_on=today - timedelta(days=number))
    client.force_login(cast.mentor)
    with django_assert_num_queries(7):
        page = client.get(reverse("my_pairs"))
    said = page.content.decode()
    assert [pairing.state for pairing, _ in page.context["rows"]] == ["active"] + ["ended"] * (pairs - 1)
    assert said.count(">Ended<") == pairs - 1
    shows(said, *(reverse("pair", args=[pairing.pk]) for pairing, _ in page.context["rows"]))
    client.force_login(cast.coordinator)
    assert "You have no pair yet" in client.get(reverse("my_pairs")).content.decode()
