"""Finding a time on the pages and from the mail: GET shows, POST does, and the answer can be changed."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from mentoring.activity.models import Entry
from mentoring.notifications.answering import links
from mentoring.notifications.planning.models import Mail, Notification
from mentoring.notifications.writing import composing as delivery
from pairings.calendars import actions as calendars
from pairings.life import actions as pairing
from pairings.models import Pairing, PlannedSession, TimeProposal
from pairings.times import next_steps as times_steps
from pairings.times import queries as times_queries
from pairings.times.actions import planning as planned_sessions
from pairings.times.actions import proposing as time_proposals
from pairings.times.models import with_outlook
from tests import factories
from tests.next_steps import of_pairs
from tests.pages import hides, shows
from tests.sentences import ANSWER_IS_SAVED, LENGTH, SHORTEN, too_long

NOW = timezone.now().replace(minute=0, second=0, microsecond=0)
SOON = NOW + timedelta(days=8)
pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(cast):
    cast.mentee.time_zone = "America/New_York"
    cast.mentee.save()
    return Pairing.objects.with_people().get(pk=cast.pairing.pk)


@pytest.fixture
def proposal(cast, pair):
    return time_proposals.propose(
        pair,
        starts=[SOON, SOON + timedelta(days=1)],
        minutes=60,
        place="https://meet.example.org/us",
        note="Bring the draft.",
        by=cast.mentor,
        now=NOW,
        form_key="5f0c3b62-6d5e-4a55-9a50-3c1a4f6f2d12",
    )


@pytest.fixture
def planned(cast, pair):
    return planned_sessions.book(
        pair, starts_at=SOON, minutes=60, place="https://meet.example.org/us", by=cast.mentor, now=NOW
    )


def link(name, action, user, thing):
    return reverse(name, args=[links.make(action, user=user, object_id=thing.pk)])


def here(moment, user):
    local = moment.astimezone(user.zone)
    return {"day_1": local.date().isoformat(), "clock_1": f"{local:%H:%M}"}


def form(user, moment=SOON, **more):
    key = "5f0c3b62-6d5e-4a55-9a50-3c1a4f6f2d13"
    return {**here(moment, user), "minutes": 45, "place": "", "note": "", "form_key": key, **more}


def post(browser, name, pk, values):
    return browser.post(reverse(name, args=[pk]), values)


# Propose


def test_times_are_by_the_clock_of_the_one_who_proposes(cast, pair, sign_in):
    answer = post(sign_in(cast.mentee), "times_propose", pair.pk, form(cast.mentee))
    assert answer.status_code == 302
    found = TimeProposal.objects.get()
    assert ([one.starts_at for one in found.times.all()], found.minutes, found.proposed_by) == ([SOON], 45, cast.mentee)


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"day_1": ""}, {"day_1": ["Enter a day for the first time."]}),
        ({"day_2": "2030-01-01"}, {"clock_2": ["Give both, the day and the time, or neither."]}),
        ({"clock_3": "15:00"}, {"day_3": ["Give both, the day and the time, or neither."]}),
        ({"minutes": "4"}, {"minutes": [LENGTH]}),
        ({"clock_1": "noon"}, {"clock_1": ["Enter the time as hours and minutes, such as 15:00."]}),
        (
            {"place": "http://meet.example.org"},
            {"place": ["Enter the link alone, beginning with https://, or a place in words."]},
        ),
        (
            {"place": "https://meet.example.org see you"},
            {"place": ["Enter the link alone, beginning with https://, or a place in words."]},
        ),
        (
            {"day_1": "2027-03-28", "clock_1": "02:30"},
            {"clock_1": ["The clocks go forward over this time on that day. Choose another."]},
        ),
        (
            {"day_1": "2020-01-01"},
            {"__all__": ["One of these times has passed. Choose times that are still to come."]},
        ),
        (
            {"note": "x" * 100_000},
            {"note": [f"{too_long(1000)} {SHORTEN}"]},
        ),
    ],
)
def test_what_does_not_fit_is_explained_and_kept(cast, pair, sign_in, values, errors):
    answer = post(sign_in(cast.mentor), "times_propose", pair.pk, form(cast.mentor, **values))
    assert (answer.status_code, answer.context["form"].errors) == (422, errors)
    page = answer.content.decode()
    assert [value for value in values.values() if "\n" not in value and value not in page] == []
    assert TimeProposal.objects.count() == 0


def test_the_form_comes_filled_in_from_both_weeks(cast, pair, sign_in):
    calendars.be_free(cast.mentor, cells=range(28))
    calendars.be_free(cast.mentee, cells=[day * 4 + 1 for day in range(7)])  # 12 to 14 in New York
    page = sign_in(cast.mentor).get(reverse("times_propose", args=[pair.pk]))
    initial = page.context["form"].initial
    days = [initial[f"day_{number}"] for number in (1, 2, 3)]
    assert days == [NOW.astimezone(cast.mentor.zone).date() + timedelta(days=number) for number in (1, 2, 3)]
    assert {initial[f"clock_{number}"].hour for number in (1, 2, 3)} <= {17, 18}


def test_one_s_own_sessions_are_not_suggested(cast, pair):
    calendars.be_free(cast.mentor, cells=range(28))
    first = times_queries.suggestions(pair, cast.mentor, minutes=60, now=NOW)[0]
    planned_sessions.book(pair, starts_at=first, minutes=60, by=cast.mentor, now=NOW)
    assert first not in times_queries.suggestions(pair, cast.mentor, minutes=60, now=NOW)


def test_a_script_and_right_to_left_words_stay_words(cast, pair, sign_in):
    note, place = "<script>alert(1)</script> שלום", "<b>קפה</b> javascript:alert(1)"
    post(sign_in(cast.mentor), "times_propose", pair.pk, form(cast.mentor, note=note, place=place))
    found = TimeProposal.objects.get()
    page = sign_in(cast.mentee).get(reverse("time_proposal", args=[found.pk])).content.decode()
    shows(page, "&lt;script&gt;alert(1)&lt;/script&gt; שלום", hides=["<script>alert"])
    time_proposals.pick(found, time=found.times.get().pk, by=cast.mentee, now=NOW)
    page = sign_in(cast.mentee).get(reverse("planned_session", args=[PlannedSession.objects.get().pk]))
    assert "&lt;b&gt;קפה&lt;/b&gt;" in page.content.decode()
    assert 'href="javascript:' not in page.content.decode()


# Answer from the mail


def test_the_mail_has_a_link_for_each_act_and_quotes_nothing(cast, proposal):
    delivery.compose(timezone.now())
    mail = Mail.objects.get()
    assert (mail.kind, mail.to, mail.calendar) == ("time_proposed", cast.mentee.email, None)
    acts = re.findall(r"http://testserver(/times/answer/\S+)", mail.text)
    ids = [str(one.pk) for one in proposal.times.all()]
    assert [act.rpartition("?t=")[2] for act in acts] == [*ids, "none"]
    shows(mail.text, "your time", "for Miriam)")
    for words in ("meet.example.org", "Bring the draft"):
        assert words not in mail.text + mail.html
    page = Client().get(acts[1])
    assert page.context["form"].initial["answer"] == ids[1]


@pytest.mark.parametrize("query", ["", "?t=none", "?t=nonsense", "?t=1"])
def test_looking_writes_nothing_signs_nobody_in_and_shows_little(cast, proposal, query):
    browser, url, before = Client(), link("time_answer", "time", cast.mentee, proposal), Entry.objects.count()
    page = browser.get(url + query, headers={"Sec-Purpose": "prefetch"})
    assert (page.status_code, browser.head(url + query).status_code) == (200, 200)
    for words in ("meet.example.org", "Bring the draft", "Okafor", cast.mentor.email, cast.mentee.name):
        assert words not in page.content.decode()
    assert (PlannedSession.objects.count(), Entry.objects.count()) == (0, before)
    assert "_auth_user_id" not in browser.session


def test_a_time_is_picked_and_changed_from_the_mail(cast, proposal):
    browser, url = Client(), link("time_answer", "time", cast.mentee, proposal)
    first, second = proposal.times.all()
    for answer, state, starts_at in (
        (first.pk, "planned", first.starts_at),
        (second.pk, "planned", second.starts_at),
        ("none", "cancelled", second.starts_at),
        (first.pk, "planned", first.starts_at),
    ):
        done = browser.post(url, {"answer": answer})
        assert (done.status_code, done["Location"]) == (302, url)
        found = PlannedSession.objects.get()
        assert (found.state, found.starts_at, browser.get(url).status_code) == (state, starts_at, 200)
    shows(browser.get(url), ANSWER_IS_SAVED, f'href="/times/{proposal.pk}/"', hides=["?again", "answer_0"])
    assert browser.post(url, {"answer": "x"}).status_code == 422
    shows(browser.post(url, {"answer": "x"}), "Your answer wasn’t changed.", hides=["answer_0"])


def test_the_page_says_why_nothing_can_be_answered(cast, pair, proposal):
    browser, url = Client(), link("time_answer", "time", cast.mentee, proposal)
    time_proposals.withdraw(proposal, by=cast.mentor, now=NOW)
    shows(browser.get(url), "These times were taken back.", hides=["Miriam"])
    answer = browser.post(url, {"answer": proposal.times.first().pk})
    assert answer.status_code == 422
    shows(answer, "These times were taken back.", hides=["These times have passed"])


def test_a_clash_is_named_on_the_form(cast, pair, proposal):
    other = factories.PairingFactory(mentee=factories.MembershipFactory(user=cast.mentor, program=cast.other_program))
    other = Pairing.objects.with_people().get(pk=other.pk)
    planned_sessions.book(other, starts_at=SOON, minutes=60, by=cast.mentor, now=NOW)
    answer = Client().post(
        link("time_answer", "time", cast.mentee, proposal), {"answer": proposal.times.first().pk}
    )  # fmt: skip
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "__all__": ["Miriam has another session at that time. Choose another time."]
    }


@pytest.mark.parametrize(("name", "action"), [("time_answer", "time"), ("planned_answer", "planned")])
def test_a_link_that_ran_out_or_was_cut_or_is_somebody_elses_says_so(
    cast, proposal, planned, name, action, monkeypatch
):
    thing = proposal if action == "time" else planned
    url = link(name, action, cast.mentee, thing)
    assert Client().get(url[:-4] + "/").status_code == 404
    assert Client().get(link(name, "meeting", cast.mentee, thing)).status_code == 404
    assert Client().get(link(name, action, cast.outsider, thing)).status_code == 404
    assert Client(enforce_csrf_checks=True).post(url, {"answer": "none"}).status_code == 403
    assert Client().put(url).status_code == 405
    later = signing.time.time() + timedelta(days=14, seconds=60).total_seconds()
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert [Client().get(url).status_code, Client().post(url, {"answer": "none"}).status_code] == [410, 410]
    cast.mentee_in.state = "left"
    cast.mentee_in.save()
    assert PlannedSession.objects.get().state == "planned"


def test_who_has_left_has_no_link_any_more(cast, proposal):
    cast.mentee_in.state = "left"
    cast.mentee_in.save()
    assert Client().get(link("time_answer", "time", cast.mentee, proposal)).status_code == 404


# A session that was planned at once


def test_it_can_be_declined_from_the_mail_and_fit_after_all(cast, planned):
    browser, url = Client(), link("planned_answer", "planned", cast.mentee, planned)
    assert browser.post(url, {"word": "I am away."}).status_code == 302
    found = PlannedSession.objects.get()
    assert (found.state, found.word, found.changed_by) == ("cancelled", "I am away.", cast.mentee)
    assert "I am away" not in browser.get(url).content.decode()
    browser.post(url, {"fits": "yes"})
    assert PlannedSession.objects.get().state == "planned"


def test_same_time_is_one_tap_by_the_clock_of_who_taps(cast, pair, sign_in):
    last = factories.PlannedSessionFactory(pairing=pair, starts_at=NOW - timedelta(days=3), minutes=30, place="Room 5")
    browser = sign_in(cast.mentee)
    page = browser.get(reverse("pair", args=[pair.pk])).content.decode()
    assert "Same time in two weeks?" in page
    done = post(browser, "same_time", pair.pk, {})
    planned = PlannedSession.objects.exclude(pk=last.pk).get()
    assert done["Location"] == reverse("planned_session", args=[planned.pk])
    zone = cast.mentee.zone
    before, after = last.starts_at.astimezone(zone), planned.starts_at.astimezone(zone)
    assert (after.date() - before.date(), after.time()) == (timedelta(days=14), before.time())
    assert (planned.minutes, planned.place) == (30, "Room 5")
    assert "Same time" not in browser.get(reverse("pair", args=[pair.pk])).content.decode()


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (datetime(2026, 10, 20, 16, tzinfo=UTC), datetime(2026, 11, 3, 17, tzinfo=UTC)),  # 18:00 in Berlin, both times
        (datetime(2027, 3, 16, 17, tzinfo=UTC), datetime(2027, 3, 30, 16, tzinfo=UTC)),
    ],
)
def test_six_in_the_evening_stays_six_in_the_evening(cast, pair, last, expected):
    pair.ends_on = date(2027, 8, 31)
    same = times_queries.same_time(pair, times_queries.Planned(1, last, 60), cast.mentor, now=last + timedelta(days=1))
    assert (same, f"{same:%H:%M}") == (expected, "18:00")


def test_same_time_without_a_last_time_leads_to_the_form(cast, pair, sign_in):
    done = post(sign_in(cast.mentor), "same_time", pair.pk, {})
    assert done["Location"] == reverse("times_propose", args=[pair.pk])


def test_moving_and_cancelling_on_the_pages(cast, planned, sign_in):
    browser = sign_in(cast.mentee)
    page = browser.get(reverse("planned_move", args=[planned.pk])).content.decode()
    assert SOON.astimezone(cast.mentee.zone).strftime('value="%Y-%m-%d"') in page
    later = (SOON + timedelta(days=1)).astimezone(cast.mentee.zone)
    values = {
        "day": later.date().isoformat(), "clock": f"{later:%H:%M}", "minutes": 30, "place": "Room 5", "note": "",
        "word": "A strike.", "seen": 0,
    }  # fmt: skip
    assert post(browser, "planned_move", planned.pk, values).status_code == 302
    moved = PlannedSession.objects.get()
    assert (moved.starts_at, moved.minutes, moved.sequence) == (SOON + timedelta(days=1), 30, 1)
    stale = post(sign_in(cast.mentor), "planned_move", planned.pk, {**values, "place": "Room 7"})
    assert stale.status_code == 422
    shows(stale, "Sam has changed this session meanwhile")
    assert "Room 7" in stale.content.decode()
    long = post(browser, "planned_cancel", planned.pk, {"word": "x" * 100_000})
    assert long.status_code == 422
    shows(long, "x" * 100_000)
    assert post(browser, "planned_cancel", planned.pk, {"word": "I am ill."}).status_code == 302
    page = sign_in(cast.mentor).get(reverse("planned_session", args=[planned.pk])).content.decode()
    shows(page, "This session is canceled", "I am ill.")


# What the pages of others say


def test_home_offers_the_times_and_then_the_session(cast, pair, proposal):
    def steps(user, now=NOW):
        return [(one.label, one.url) for one in of_pairs(times_steps, user, [pair], now=now)]

    assert steps(cast.mentee) == [("Pick a time", reverse("time_proposal", args=[proposal.pk]))]
    assert steps(cast.mentor) == []
    assert steps(cast.mentee, SOON + timedelta(days=2)) == []
    planned = time_proposals.pick(proposal, time=proposal.times.first().pk, by=cast.mentee, now=NOW)
    assert steps(cast.mentee) == []
    today = [("See the session", reverse("planned_session", args=[planned.pk]))]
    assert steps(cast.mentee, SOON - timedelta(hours=20)) == steps(cast.mentor, SOON - timedelta(hours=20)) == today


def test_home_asks_pairs_that_plan_here_for_the_next(cast, pair):
    planned = factories.PlannedSessionFactory(pairing=pair, starts_at=NOW - timedelta(days=3))
    [step] = of_pairs(times_steps, cast.mentee, [pair], now=NOW)
    assert (step.rank, step.url) == (6, f"{reverse('session_new', args=[pair.pk])}?planned={planned.pk}")
    planned.session = factories.SessionFactory(pairing=pair)
    planned.save()
    [step] = of_pairs(times_steps, cast.mentee, [pair], now=NOW)
    assert (step.rank, step.headline) == (10, "Plan your next session with Miriam")
    time_proposals.propose(
        pair, starts=[SOON], minutes=60, by=cast.mentee, now=NOW, form_key="5f0c3b62-6d5e-4a55-9a50-3c1a4f6f2d12"
    )
    assert of_pairs(times_steps, cast.mentee, [pair], now=NOW) == []
    assert of_pairs(times_steps, cast.mentee, [pair], now=SOON)[0].rank == 10  # nobody answered in time
    pair.state = Pairing.State.PAUSED
    assert of_pairs(times_steps, cast.mentee, [pair], now=SOON) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_next_steps_take_no_query_and_the_card_one_at_most(cast, rows, django_assert_num_queries):
    for number in range(rows):
        more = factories.PairingFactory(program=cast.program, mentor=cast.mentor_in)
        factories.ProposedTimeFactory(
            proposal=factories.TimeProposalFactory(pairing=more, proposed_by=more.mentee.user)
        )
        factories.PlannedSessionFactory(pairing=more, starts_at=NOW + timedelta(hours=number + 2))
    pairs = list(with_outlook(Pairing.objects.of(cast.mentor).with_people()))
    with django_assert_num_queries(0):
        assert len(of_pairs(times_steps, cast.mentor, pairs, now=NOW)) == 2 * rows
    plain = Pairing.objects.with_people().get(pk=more.pk)
    with django_assert_num_queries(1):
        assert times_queries.outlook(plain, now=NOW).next


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "expected"),
    [("times_propose", 11), ("time_proposal", 8), ("planned_session", 6), ("calendar", 6), ("availability", 6)],
)
def test_pages_take_a_constant_number_of_queries(
    cast, pair, proposal, sign_in, rows, name, expected, django_assert_num_queries
):
    for number in range(rows):
        planned = planned_sessions.book(
            pair, starts_at=SOON + timedelta(days=number), minutes=60, by=cast.mentor, now=NOW
        )
    pk = {"times_propose": pair.pk, "time_proposal": proposal.pk, "planned_session": planned.pk}.get(name)
    browser, url = sign_in(cast.mentor), reverse(name, args=[pk] if pk else [])
    browser.get(url)
    with django_assert_num_queries(expected):
        assert browser.get(url).status_code == 200


def test_coordinators_see_day_and_length_on_the_card_and_no_link(cast, pair, planned, proposal, sign_in):
    page = sign_in(cast.coordinator).get(reverse("pair", args=[pair.pk])).content.decode()
    shows(page, "Next session", "60 minutes")
    assert reverse("planned_session", args=[planned.pk]) not in page
    assert "proposed" not in page.split('id="next-session"')[1].split("</section>")[0]


# The mails


def test_the_invitation_goes_to_the_other_and_its_changes_follow(cast, planned):
    delivery.compose(timezone.now())
    planned_sessions.move(
        planned, starts_at=SOON + timedelta(days=1), minutes=60, place="Room 5", note="", by=cast.mentor, now=NOW
    )
    delivery.compose(timezone.now())
    planned_sessions.cancel(planned, word="I am ill.", by=cast.mentor, now=NOW)
    delivery.compose(timezone.now())
    mails = list(Mail.objects.order_by("pk"))
    assert [(mail.kind, mail.to) for mail in mails] == [
        ("session_invited", cast.mentee.email),
        ("session_invited", cast.mentee.email),
        ("session_cancelled", cast.mentee.email),
    ]
    events = []
    for mail in mails:
        calendar = Calendar.from_ical(mail.calendar["ics"])
        [event] = calendar.walk("VEVENT")
        events.append((str(calendar["METHOD"]), mail.calendar["method"], str(event["UID"]), event["SEQUENCE"]))
        hides(mail.text + mail.html, "I am ill", "Room 5")
    uid = f"session-{planned.uid}@testserver"
    assert events == [("REQUEST", "REQUEST", uid, 0), ("REQUEST", "REQUEST", uid, 1), ("CANCEL", "CANCEL", uid, 2)]


def test_what_was_changed_before_it_went_out_is_told_once_as_it_is(cast, planned):
    planned_sessions.move(
        planned, starts_at=SOON + timedelta(days=1), minutes=60, place="", note="", by=cast.mentor, now=NOW
    )
    delivery.compose(timezone.now())
    assert list(Notification.objects.order_by("pk").values_list("state", "reason")) == [
        ("suppressed", "The session was changed again before this went out."),
        ("delivered", ""),
    ]


def test_an_ended_pair_hears_of_the_cancellation_and_nothing_else(cast, pair, planned, proposal):
    pairing.end(pair, ending="early", by=cast.coordinator, now=NOW)
    delivery.compose(timezone.now())
    ours = Mail.objects.filter(kind__in=["session_invited", "session_cancelled", "time_proposed"])
    assert sorted(ours.values_list("kind", "to")) == [
        ("session_cancelled", "mentee@example.org"),
        ("session_cancelled", "mentor@example.org"),
    ]


def test_declined_times_are_told_unless_the_answer_was_changed(cast, pair, proposal):
    time_proposals.none_fits(proposal, by=cast.mentee, now=NOW)
    time_proposals.pick(proposal, time=proposal.times.first().pk, by=cast.mentee, now=NOW)
    delivery.compose(timezone.now())
    assert [mail.kind for mail in Mail.objects.filter(to=cast.mentor.email)] == ["session_invited"]
