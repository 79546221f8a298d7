"""Promises: who owes what until when, what became of it, and who knows."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentoring.activity.models import Entry
from mentoring.notifications.planning.models import Notification
from mentoring.web.integrity import Refused
from pairings.life import actions as life_actions
from pairings.models import Promise
from pairings.pair.models import TOO_FAR
from pairings.pauses import actions as pauses_actions
from pairings.promises import actions as promises
from pairings.promises import queries
from pairings.promises.kept import Kept
from tests import factories
from tests.pages import hides, shows
from tests.sentences import HAD_ENDED, HAS_LEFT, ONE_OF_TWO, OPEN_AGAIN, PAIR_HAS_ENDED, USED_ALREADY, too_long
from tests.telling import told_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(cast):
    return cast.program.today(timezone.now())


def make(cast, *, by="mentee", side="mentee", text="Watch a demo", days=7, **changes):
    now = changes.pop("now", timezone.now())
    wish = promises.Wish(side, text, cast.program.today(now) + timedelta(days=days))
    words = {"by": getattr(cast, by), "now": now, "form_key": uuid.uuid4(), **changes}
    return promises.make(cast.pairing, wish, **words)


def address(cast):
    return reverse("promises", args=[cast.pairing.pk])


def form(today, **changes):
    return {
        "side": "mentee", "text": "Watch a demo", "due_on": (today + timedelta(days=7)).isoformat(),
        "form_key": str(uuid.uuid4()), **changes,
    }  # fmt: skip


def test_either_side_writes_a_promise_of_either_side(cast, sign_in, today):
    answer = sign_in(cast.mentor).post(address(cast), form(today, side="mentee"))
    assert (answer.status_code, answer.url) == (302, address(cast))
    promise = Promise.objects.get()
    assert (promise.owner, promise.made_by, promise.state) == (cast.mentee_in, cast.mentor, "open")
    assert list(Entry.objects.values_list("verb", "actor_id")) == [("promise.made", cast.mentor.pk)]


def test_the_form_twice_makes_one_promise(cast, sign_in, today):
    words, browser = form(today), sign_in(cast.mentee)
    assert [browser.post(address(cast), words).status_code for _ in range(2)] == [302, 302]
    assert Promise.objects.count() == 1
    stranger = form(today, form_key=words["form_key"])
    assert USED_ALREADY in sign_in(cast.mentor).post(address(cast), stranger).content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"text": ""}, "Write what is promised."),
        ({"text": "x" * 100_000}, too_long(300)),
        ({"side": ""}, "Choose who promises it."),
        ({"side": "coordinator"}, ONE_OF_TWO),
        ({"due_on": ""}, "Choose the day until which it is promised."),
        ({"due_on": "soon"}, "Enter a day."),
        ({"due_on": "2020-01-01"}, "Choose today or a day to come."),
        ({"due_on": "9999-12-31"}, TOO_FAR),
        ({"form_key": "x"}, OPEN_AGAIN),
    ],
)
def test_what_does_not_fit_gets_a_sentence_and_is_kept(cast, sign_in, today, change, sentence):
    answer = sign_in(cast.mentee).post(address(cast), form(today, **change))
    page = answer.content.decode()
    assert (answer.status_code, Promise.objects.count()) == (422, 0)
    shows(page, sentence)
    assert change.get("text", "Watch a demo") in page


def test_a_promise_may_go_two_years_beyond_the_last_day_of_the_pair(cast, today):
    last = cast.pairing.ends_on + timedelta(days=731)
    assert cast.pairing.is_in_reach(last, today=today)
    assert not cast.pairing.is_in_reach(last + timedelta(days=1), today=today)
    assert make(cast, days=(last - today).days).due_on == last
    with pytest.raises(Refused, match=TOO_FAR):
        make(cast, days=(last - today).days + 1)


def test_a_promise_of_a_session_says_at_its_day_that_it_is_too_far(cast, sign_in, today):
    row = {"promise-1-side": "mentee", "promise-1-text": "Watch a demo", "promise-1-due_on": "9999-12-31"}
    words = {"held_on": today.isoformat(), "minutes": "60", "form_key": str(uuid.uuid4()), **row}
    answer = sign_in(cast.mentee).post(reverse("session_new", args=[cast.pairing.pk]), words)
    assert (answer.status_code, Promise.objects.count()) == (422, 0)
    assert answer.context["form"].promises[0].errors == {"due_on": [TOO_FAR]}


def test_every_alphabet_is_shown_and_no_script_runs(cast, sign_in, today):
    for text in ("🌱 learn", "عرض تجريبي", "<script>alert(1)</script>"):
        sign_in(cast.mentee).post(address(cast), form(today, text=text))
    page = sign_in(cast.mentor).get(address(cast)).content.decode()
    shows(page, "🌱 learn", "عرض تجريبي")
    shows(page, "&lt;script&gt;alert(1)", hides=["<script>alert(1)"])


def test_a_promise_is_kept_once_and_opened_again(cast, sign_in, today):
    promise, browser = make(cast), sign_in(cast.mentor)
    browser.post(reverse("promise_kept", args=[promise.pk]))
    again = browser.post(reverse("promise_kept", args=[promise.pk]), follow=True)
    assert "This promise was settled meanwhile." in again.content.decode()
    promise.refresh_from_db()
    assert (promise.state, promise.settled_on) == ("kept", today)
    browser.post(reverse("promise_reopen", args=[promise.pk]))
    promise.refresh_from_db()
    assert (promise.state, promise.settled_on) == ("open", None)
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["promise.made", "promise.kept", "promise.reopened"]


def test_letting_go_is_the_owners_and_says_why(cast, sign_in):
    promise = make(cast)
    url = reverse("promise_let_go", args=[promise.pk])
    answer = sign_in(cast.mentee).post(url, {"word": " "})
    assert answer.status_code == 422
    shows(answer, "Say in a word why it is let go.")
    with pytest.raises(Refused, match="Only who has promised"):
        promises.let_go(promise, word="Not mine", by=cast.mentor, now=timezone.now())
    with pytest.raises(Refused, match="in a word"):
        promises.let_go(promise, word="  ", by=cast.mentee, now=timezone.now())
    assert sign_in(cast.mentee).post(url, {"word": "The demo was cancelled"}).status_code == 302
    assert "The demo was cancelled" in sign_in(cast.mentor).get(address(cast)).content.decode()
    assert sign_in(cast.mentee).post(url, {"word": "Again"}).status_code == 422


# Another day, other words


def changed(promise, **words):
    return {"text": promise.text, "due_on": promise.due_on.isoformat(), "seen": promise.fingerprint, **words}


def test_the_owner_gives_it_another_day_and_other_words(cast, sign_in, today):
    promise = make(cast, by="mentor", days=2)
    later = today + timedelta(days=9)
    url, words = reverse("promise_change", args=[promise.pk]), {"text": "Watch two demos", "due_on": later.isoformat()}
    answer = sign_in(cast.mentee).post(url, changed(promise, **words))
    assert (answer.status_code, answer.url) == (302, address(cast))
    promise.refresh_from_db()
    assert (promise.text, promise.due_on, promise.state) == ("Watch two demos", later, "open")
    assert "Watch two demos" in sign_in(cast.mentor).get(address(cast)).content.decode()
    assert list(Entry.objects.order_by("pk").values_list("verb", "details")) == [
        ("promise.made", {}), ("promise.changed", {}),
    ]  # fmt: skip


def test_the_same_words_and_day_again_are_no_change(cast, sign_in):
    promise = make(cast)
    answer = sign_in(cast.mentee).post(reverse("promise_change", args=[promise.pk]), changed(promise))
    assert answer.status_code == 302
    assert [entry.verb for entry in Entry.objects.all()] == ["promise.made"]


def test_only_the_owner_is_offered_to_change_it(cast, sign_in):
    promise = make(cast)
    link = reverse("promise_change", args=[promise.pk])
    shows(sign_in(cast.mentee).get(address(cast)), link)
    hides(sign_in(cast.mentor).get(address(cast)), link)
    with pytest.raises(Refused, match="Only who has promised it"):
        promises.change(
            promise, text="x", due_on=promise.due_on, seen=promise.fingerprint, by=cast.mentor, now=timezone.now()
        )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"text": ""}, "Write what is promised."),
        ({"text": "x" * 100_000}, too_long(300)),
        ({"due_on": ""}, "Choose the day until which it is promised."),
        ({"due_on": "2020-01-01"}, "Choose today or a day to come."),
        ({"due_on": "9999-12-31"}, TOO_FAR),
        ({"text": "Other words", "seen": "old"}, "You have changed this promise in another window"),
    ],
)
def test_a_change_that_does_not_fit_gets_a_sentence_and_is_kept(cast, sign_in, words, sentence):
    promise = make(cast)
    answer = sign_in(cast.mentee).post(reverse("promise_change", args=[promise.pk]), changed(promise, **words))
    page = answer.content.decode()
    assert answer.status_code == 422
    shows(page, sentence, *filter(None, [words.get("text")]))
    assert Promise.objects.get().text == "Watch a demo"


def test_what_another_window_has_changed_is_written_over_only_knowing_it(cast, sign_in):
    promise, browser = make(cast), sign_in(cast.mentee)
    url, stale = reverse("promise_change", args=[promise.pk]), promise.fingerprint
    browser.post(url, changed(promise, text="First window"))
    page = browser.post(url, changed(promise, text="Second window", seen=stale)).content.decode()
    promise.refresh_from_db()
    shows(page, "First window", f'value="{promise.fingerprint}"')
    assert browser.post(url, changed(promise, text="Second window")).status_code == 302
    assert Promise.objects.get().text == "Second window"


def test_a_late_promise_gets_other_words_and_keeps_its_day(cast, sign_in, today):
    late = factories.PromiseFactory(pairing=cast.pairing, owner=cast.mentee_in, due_on=today - timedelta(days=3))
    words = changed(late, text="Only the first half")
    assert sign_in(cast.mentee).post(reverse("promise_change", args=[late.pk]), words).status_code == 302
    assert Promise.objects.values_list("text", "due_on").get() == ("Only the first half", late.due_on)


def test_what_is_settled_or_ended_is_not_changed(cast):
    promise, now = make(cast), timezone.now()
    words = {"text": "x", "due_on": promise.due_on, "seen": promise.fingerprint, "by": cast.mentee, "now": now}
    promises.keep(promise, by=cast.mentee, now=now)
    with pytest.raises(Refused, match="settled meanwhile"):
        promises.change(promise, **words)
    promises.reopen(promise, by=cast.mentee, now=now)
    life_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=now)
    with pytest.raises(Refused, match=PAIR_HAS_ENDED):
        promises.change(promise, **words)


def test_the_reminder_follows_the_day(cast):
    """There and back again: the morning of each day that was ever named is planned once, and told only if it stands."""
    promise, now = make(cast, days=2), timezone.now()
    first = promise.due_on
    for days in (3, 0, 3):
        stands = Promise.objects.get()
        day = first + timedelta(days=days)
        promises.change(stands, text=stands.text, due_on=day, seen=stands.fingerprint, by=cast.mentee, now=now)
    rows = list(Notification.objects.filter(kind="promise_due").order_by("due_at"))
    assert [row.payload["due_on"] for row in rows] == [first.isoformat(), (first + timedelta(days=3)).isoformat()]
    answers = told_now(rows, now)
    told = [getattr(answers[row.pk], "reason", "told") for row in rows]
    assert told == ["The promise got another day; that day is told of instead.", "told"]


@pytest.mark.parametrize("act", ["make", "keep", "reopen"])
def test_nothing_changes_once_the_pair_has_ended_or_for_others(cast, act):
    promise, now = make(cast), timezone.now()
    acts = {
        "make": lambda by: promises.make(
            cast.pairing, promises.Wish("mentee", "x", promise.due_on), by=by, now=now, form_key=uuid.uuid4()
        ),
        "keep": lambda by: promises.keep(promise, by=by, now=now),
        "reopen": lambda by: promises.reopen(promise, by=by, now=now),
    }
    with pytest.raises(Refused, match="between the two"):
        acts[act](cast.coordinator)
    life_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=now)
    with pytest.raises(Refused, match=PAIR_HAS_ENDED):
        acts[act](cast.mentee)
    assert Promise.objects.get().state == "open"


def test_an_open_promise_is_not_opened_again(cast):
    with pytest.raises(Refused, match="open already"):
        promises.reopen(make(cast), by=cast.mentee, now=timezone.now())


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"text": "  "}, "promise_says_what"),
        ({"state": "lost", "settled_on": date(2026, 1, 1)}, "promise_state_is_known"),
        ({"state": "kept"}, "promise_settled_has_its_day"),
        ({"settled_on": date(2026, 1, 1)}, "promise_settled_has_its_day"),
        ({"state": "let_go", "settled_on": date(2026, 1, 1), "word": " "}, "promise_let_go_says_why"),
    ],
)
def test_the_database_refuses_what_makes_no_sense(cast, changes, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        factories.PromiseFactory(pairing=cast.pairing, **changes)


# How many were kept


def test_the_rate_counts_what_had_to_be_kept_by_now():
    assert [Kept(0, 0, 0).rate, Kept(1, 0, 0).rate, Kept(1, 1, 1).rate, Kept(0, 0, 2).rate] == [None, 100, 33, 0]


def test_the_rate_is_on_the_page_of_the_two(cast, sign_in, today):
    factories.PromiseFactory(pairing=cast.pairing, due_on=today - timedelta(days=1))
    factories.PromiseFactory(pairing=cast.pairing, due_on=today)
    promises.keep(make(cast), by=cast.mentee, now=timezone.now())
    assert queries.kept(cast.pairing, now=timezone.now()) == Kept(kept=1, let_go=0, overdue=1)
    page = sign_in(cast.mentor).get(address(cast)).content.decode()
    assert '<strong class="num">1 of 2</strong> kept, 50 %; 1 late' in page


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["make", "keep", "let_go", "reopen", "change", "wait"]), st.integers(0, 5), st.integers(0, 3)
    ),
    max_size=14,
)


@given(acts=ACTS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_acts_the_states_are_legal_and_the_rate_is_as_defined(cast, acts):
    """A model of it in a dictionary: what an act may do there, it may do here, and nothing else."""
    now, model, rows = datetime(2026, 6, 1, 10, tzinfo=UTC), [], []
    with transaction.atomic():
        for act, which, days in acts:
            if act == "wait":
                now += timedelta(days=days)
            elif act == "make":
                rows.append(make(cast, days=days, now=now))
                model.append(["open", cast.program.today(now) + timedelta(days=days)])
            elif rows:
                _act(cast, act, rows[which % len(rows)], model[which % len(rows)], now, days)
        today = cast.program.today(now)
        assert list(Promise.objects.order_by("pk").values_list("state", "due_on")) == [tuple(row) for row in model]
        states = [state for state, _ in model]
        late = sum(1 for state, day in model if state == "open" and day < today)
        expected = Kept(states.count("kept"), states.count("let_go"), late)
        assert queries.kept(cast.pairing, now=now) == expected
        whole = expected.kept + expected.let_go + late
        assert expected.rate == (round(100 * expected.kept / whole) if whole else None)
        transaction.set_rollback(True)


def _act(cast, act, promise, known, now, days):
    legal = (known[0] == "open") != (act == "reopen")
    promise.refresh_from_db(fields=["text", "due_on"])
    day = cast.program.today(now) + timedelta(days=days)
    words = {"text": "Other words", "due_on": day, "seen": promise.fingerprint}
    acts = {
        "change": lambda: promises.change(promise, **words, by=cast.mentee, now=now),
        "keep": lambda: promises.keep(promise, by=cast.mentor, now=now),
        "let_go": lambda: promises.let_go(promise, word="Plans change", by=cast.mentee, now=now),
        "reopen": lambda: promises.reopen(promise, by=cast.mentee, now=now),
    }
    if legal:
        acts[act]()
        known[:] = (
            ["open", day] if act == "change" else [{"keep": "kept", "let_go": "let_go"}.get(act, "open"), known[1]]
        )
    else:
        with pytest.raises(Refused):
            acts[act]()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_settle_at_the_same_time_one_is_told(cast):
    promise = make(cast)

    def settle(by):
        try:
            promises.keep(Promise.objects.with_people().get(pk=promise.pk), by=by, now=timezone.now())
        except Refused as refused:
            return refused.sentence
        finally:
            connection.close()
        return "kept"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(settle, [cast.mentor, cast.mentee]))
    assert said == ["This promise was settled meanwhile.", "kept"]
    assert Entry.objects.filter(verb="promise.kept").count() == 1


# The mail of its morning, and home


def test_the_owner_is_told_on_the_morning_of_its_day_by_their_own_clock(cast):
    cast.mentee.time_zone = "America/New_York"
    cast.mentee.save()
    promise = make(cast, by="mentor", days=7)
    told = Notification.objects.get(kind="promise_due")
    assert (told.recipient, told.about) == (cast.mentee, f"promise:{promise.pk}")
    here = told.due_at.astimezone(cast.mentee.zone)
    assert (here.date(), here.hour, here.minute) == (promise.due_on, 9, 0)


def test_what_is_promised_for_today_is_not_told_into_the_past(cast):
    now = timezone.now().replace(hour=20)
    make(cast, days=0, now=now)
    assert Notification.objects.get(kind="promise_due").due_at == now


def prepared(promise):
    row = Notification(pk=1, kind="promise_due", recipient=promise.owner.user, payload={"promise": promise.pk})
    return told_now([row])[1]


def test_the_mail_says_that_there_is_one_and_never_what(cast):
    letter = prepared(make(cast, text="SECRET-OF-TWO"))
    assert (letter.url, letter.context["partner_first"]) == (address(cast), "Miriam")
    assert "SECRET" not in str(letter)


def test_the_mail_is_looked_at_again_when_it_goes_out(cast):
    reasons, promise = [], make(cast)
    promises.keep(promise, by=cast.mentee, now=timezone.now())
    reasons.append(prepared(promise).reason)
    promises.reopen(promise, by=cast.mentee, now=timezone.now())
    returns = factories.today() + timedelta(days=9)
    pauses_actions.pause(cast.pairing, returns_on=returns, by=cast.coordinator, now=timezone.now())
    reasons.append(prepared(promise).reason)
    pauses_actions.resume(cast.pairing, by=cast.coordinator, now=timezone.now())
    cast.mentee_in.state = "left"
    cast.mentee_in.save()
    reasons.append(prepared(promise).reason)
    life_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=timezone.now())
    reasons.append(prepared(promise).reason)
    Promise.objects.all().delete()
    reasons.append(prepared(promise).reason)
    assert reasons == [
        "The promise was settled before this went out.",
        "The pair takes a pause.",
        HAS_LEFT,
        HAD_ENDED,
        "The promise was removed before this went out.",
    ]


def test_home_names_what_is_due_to_its_owner_alone(cast, sign_in, today):
    make(cast, days=0, text="Call the demo team")
    assert "You promised Miriam something for today" in sign_in(cast.mentee).get("/").content.decode()
    assert "Call the demo team" not in sign_in(cast.mentor).get("/").content.decode()
    factories.PromiseFactory(pairing=cast.pairing, due_on=today - timedelta(days=2))
    assert "You promised Miriam 2 things and the day has come" in sign_in(cast.mentee).get("/").content.decode()


def test_the_card_of_the_pair_shows_both_sides_promises_to_the_two(cast, sign_in):
    make(cast, text="Mine it is")
    pair = reverse("pair", args=[cast.pairing.pk])
    seen = {
        part: "Mine it is" in sign_in(getattr(cast, part)).get(pair).content.decode()
        for part in ("mentor", "mentee", "coordinator")
    }
    assert seen == {"mentor": True, "mentee": True, "coordinator": False}


# What a page costs


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_pages_cost_the_same_however_many_there_are(cast, sign_in, today, number, django_assert_num_queries):
    for state in ("open", "kept"):
        settled_on = None if state == "open" else today
        factories.PromiseFactory.create_batch(
            number, pairing=cast.pairing, state=state, settled_on=settled_on, due_on=today
        )
    browser = sign_in(cast.mentee)
    with django_assert_num_queries(PAGE_QUERIES):
        page = browser.get(address(cast)).content.decode()
    assert ("Show all promises" in page) == (number > queries.MOST)
    with django_assert_num_queries(PAGE_QUERIES):
        assert browser.get(address(cast) + "?all=1").content.decode().count("Open again") == number


@pytest.mark.parametrize("name", ["pair", "session_new", "agenda", "promises", "listening"])
def test_a_pair_with_a_long_story_stays_under_the_bar(cast, sign_in, today, name, django_assert_max_num_queries):
    for _ in range(300):
        session = factories.SessionFactory(pairing=cast.pairing, held_on=today)
        factories.SessionLogFactory(session=session, talking_share=20)
    factories.AgendaItemFactory.create_batch(300, pairing=cast.pairing)
    factories.PromiseFactory.create_batch(300, pairing=cast.pairing)
    browser = sign_in(cast.mentor)
    with django_assert_max_num_queries(12):
        assert browser.get(reverse(name, args=[cast.pairing.pk])).status_code == 200


PAGE_QUERIES = 9
