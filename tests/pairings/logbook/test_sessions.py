"""Logging a session: who may, what is kept, who reads what."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mentoring.activity.models import Entry
from mentoring.web.integrity import Refused
from mentoring.web.shared import SAVED_ELSEWHERE
from pairings.life import actions as life_actions
from pairings.logbook import actions as sessions
from pairings.meeting_answers import actions as meetings
from pairings.models import Pairing, PrivateNote, Session, SessionLog, Touchpoint
from pairings.pauses import actions as pauses_actions
from pairings.sessions import queries as sessions_queries
from tests import factories
from tests.pages import hides, shows
from tests.sentences import (
    DAY_MISSING,
    LENGTH,
    ONLY_THE_PAIR,
    OPEN_AGAIN,
    PAIR_HAS_ENDED,
    SHORTEN,
    USED_ALREADY,
    too_long,
)

pytestmark = pytest.mark.django_db


def log(cast, by="mentor", **changes):
    now = changes.pop("now", timezone.now())
    words = {
        "held_on": cast.program.today(now),
        "minutes": 60,
        "by": getattr(cast, by),
        "now": now,
        "form_key": uuid.uuid4(),
        **changes,
    }
    return sessions.log(cast.pairing, **words)


def form(cast, **changes):
    return {
        "held_on": cast.program.today(timezone.now()).isoformat(),
        "minutes": "45",
        "form_key": str(uuid.uuid4()),
        **changes,
    }


def address(cast):
    return reverse("session_new", args=[cast.pairing.pk])


def end(cast):
    life_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=timezone.now())


# Logging


def test_mentor_logs_a_session_with_everything(cast, sign_in):
    words = form(cast, what_i_heard="Speak up", shared_notes="We rehearsed", private_note="Tired today")
    answer = sign_in(cast.mentor).post(address(cast), words)
    session = Session.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("session", args=[session.pk]))
    assert (session.pairing, session.minutes, session.logged_by) == (cast.pairing, 45, cast.mentor)
    assert (session.log.what_i_heard, session.log.shared_notes) == ("Speak up", "We rehearsed")
    assert list(PrivateNote.objects.values_list("author", "text")) == [(cast.mentor.pk, "Tired today")]
    assert list(Entry.objects.filter(subject_type="session").values_list("verb", "actor_id")) == [
        ("session.logged", cast.mentor.pk)
    ]


def test_nobodys_words_reach_the_trail(cast):
    log(cast, what_i_heard="SECRET-HEARD", shared_notes="SECRET-SHARED", private_note="SECRET-NOTE")
    assert "SECRET" not in str(list(Entry.objects.values()))


def test_mentee_is_not_asked_what_they_heard(cast, sign_in):
    browser = sign_in(cast.mentee)
    assert 'name="what_i_heard"' not in browser.get(address(cast)).content.decode()
    browser.post(address(cast), form(cast, what_i_heard="smuggled in", shared_notes="ours"))
    assert (SessionLog.objects.get().what_i_heard, SessionLog.objects.get().shared_notes) == ("", "ours")
    with pytest.raises(Refused, match="mentor's field"):
        log(cast, by="mentee", what_i_heard="smuggled in")


def test_mentor_is_asked_first_what_they_heard(cast, sign_in):
    page = sign_in(cast.mentor).get(address(cast)).content.decode()
    asked = re.findall(r'name="(held_on|minutes|what_i_heard|shared_notes|private_note)"', page)
    assert asked == ["held_on", "minutes", "what_i_heard", "shared_notes", "private_note"]
    assert "Only you see this. (Whoever administers the database could; nobody else.)" in page


def test_form_knows_today_and_the_length_of_last_time(cast, sign_in):
    browser, today = sign_in(cast.mentor), cast.program.today(timezone.now())
    assert browser.get(address(cast)).context["form"].initial == {"held_on": today, "minutes": 60}
    log(cast, minutes=35)
    assert browser.get(address(cast)).context["form"].initial == {"held_on": today, "minutes": 35}


def test_form_opened_from_a_step_knows_the_day_it_was_due(cast, sign_in):
    today = cast.program.today(timezone.now())
    late = factories.TouchpointFactory(pairing=cast.pairing, due_on=today - timedelta(days=3))
    coming = factories.TouchpointFactory(pairing=cast.pairing, due_on=today + timedelta(days=3))
    days = {
        touchpoint: sign_in(cast.mentor)
        .get(f"{address(cast)}?touchpoint={touchpoint.pk}")
        .context["form"]
        .initial["held_on"]
        for touchpoint in (late, coming)
    }
    assert days == {late: today - timedelta(days=3), coming: today}


@pytest.mark.parametrize("touchpoint", ["abc", "99999999999999999999", "-1", "٣"])
def test_a_bent_address_is_a_plain_form(cast, sign_in, touchpoint):
    answer = sign_in(cast.mentor).get(f"{address(cast)}?touchpoint={touchpoint}")
    assert (answer.status_code, answer.context["form"].is_bound) == (200, False)


def test_session_completes_the_open_step(cast):
    step = factories.StepFactory(program=cast.program, every_days=14)
    touchpoint = factories.TouchpointFactory(pairing=cast.pairing, step=step)
    session = log(cast)
    touchpoint.refresh_from_db()
    assert (touchpoint.state, touchpoint.done_on, session.touchpoint) == ("done", session.held_on, touchpoint)
    following = Touchpoint.objects.get(occurrence=2)
    assert (following.state, following.due_on) == ("open", session.held_on + timedelta(days=14))


def test_second_session_of_a_step_is_refused_and_names_who_logged_it(cast, sign_in):
    touchpoint = factories.TouchpointFactory(pairing=cast.pairing)
    session = log(cast, by="mentee", touchpoint=touchpoint)
    answer = sign_in(cast.mentor).post(
        f"{address(cast)}?touchpoint={touchpoint.pk}", form(cast, shared_notes="Not lost")
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Sam has logged this session already." in page
    shows(page, "Not lost", reverse("session", args=[session.pk]))
    assert Session.objects.count() == 1


def test_step_of_another_pair_is_never_completed(cast, sign_in):
    other = factories.TouchpointFactory(pairing=factories.PairingFactory(program=cast.program))
    sign_in(cast.mentor).post(f"{address(cast)}?touchpoint={other.pk}", form(cast))
    other.refresh_from_db()
    assert (other.state, Session.objects.get().touchpoint) == ("open", None)
    with pytest.raises(ValueError, match="another pairing"):
        log(cast, touchpoint=other)


@pytest.mark.parametrize(
    ("days_ago", "by", "says"), [(3, "mentee", "Sam logged"), (0, "mentor", "You logged"), (4, "mentee", "")]
)
def test_form_says_that_a_session_was_logged_just_now(cast, sign_in, days_ago, by, says):
    session = log(cast, by=by, held_on=cast.program.today(timezone.now()) - timedelta(days=days_ago))
    page = sign_in(cast.mentor).get(address(cast)).content.decode()
    edit = reverse("session_edit", args=[session.pk])
    (shows if says else hides)(page, edit, f"{says} your session of")


def test_same_form_twice_logs_once(cast, sign_in):
    browser, words = sign_in(cast.mentor), form(cast, shared_notes="Once", private_note="Mine")
    first, second = browser.post(address(cast), words), browser.post(address(cast), words)
    assert (first.url, Session.objects.count(), SessionLog.objects.count()) == (second.url, 1, 1)
    assert Entry.objects.filter(verb="session.logged").count() == 1


def test_old_form_with_newer_words_loses_none_of_them(cast, sign_in):
    browser, words = sign_in(cast.mentor), form(cast, shared_notes="First")
    browser.post(address(cast), words)
    answer = browser.post(address(cast), {**words, "shared_notes": "Second thoughts"})
    page = answer.content.decode()
    assert answer.status_code == 422
    shows(page, "Second thoughts")
    assert "This form was saved before. Your text is still here: add it to that session." in page
    assert (Session.objects.count(), SessionLog.objects.get().shared_notes) == (1, "First")


def test_form_key_that_answers_a_mail_of_another_pair_is_refused(cast, sign_in):
    """A stranger who took that key first would leave the others unable to answer."""
    theirs = factories.TouchpointFactory(pairing=factories.PairingFactory())
    key = str(meetings.form_key(theirs, theirs.pairing.mentor))
    page = sign_in(cast.mentor).post(address(cast), form(cast, form_key=key))
    assert (page.status_code, page.context["form"].errors) == (422, {"form_key": [OPEN_AGAIN]})


def test_form_key_of_another_pair_is_refused(cast):
    other = factories.SessionFactory(pairing=factories.PairingFactory(program=cast.program))
    with pytest.raises(Refused, match=USED_ALREADY):
        log(cast, form_key=other.form_key)


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_once_log_one_session(cast):
    key, now = uuid.uuid4(), timezone.now()
    factories.TouchpointFactory(pairing=cast.pairing)

    def click(_):
        try:
            return log(cast, form_key=key, now=now).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert len(set(pool.map(click, range(10)))) == 1
    assert (Session.objects.count(), Touchpoint.objects.filter(state="done").count()) == (1, 1)
    assert Entry.objects.filter(verb="session.logged").count() == 1


# Days and lengths


def test_today_is_the_day_of_who_logs(cast):
    cast.mentor.time_zone = "Pacific/Auckland"
    cast.mentor.save(update_fields=["time_zone"])
    cast.pairing.refresh_from_db()
    evening = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)  # the 21st in Auckland
    cast.pairing.started_on = date(2026, 11, 1)
    assert log(cast, held_on=date(2026, 11, 21), now=evening).held_on == date(2026, 11, 21)
    with pytest.raises(Refused, match="still to come"):
        log(cast, held_on=date(2026, 11, 22), now=evening)


@pytest.mark.parametrize(
    ("day_of", "sentence"),
    [
        (
            lambda pair: pair.program.today(timezone.now()) + timedelta(days=1),
            "This day is still to come. Log the session once you have met.",
        ),
        (lambda pair: pair.started_on - timedelta(days=1), "You became a pair on"),
    ],
)
def test_wrong_day_is_said_beside_it_and_the_text_stays(cast, sign_in, day_of, sentence):
    day = day_of(cast.pairing)
    answer = sign_in(cast.mentor).post(address(cast), form(cast, held_on=day.isoformat(), shared_notes="Kept"))
    assert (answer.status_code, Session.objects.count()) == (422, 0)
    [error] = answer.context["form"].errors["held_on"]
    assert error.startswith(sentence)
    assert answer.context["form"]["shared_notes"].value() == "Kept"


@pytest.mark.parametrize("minutes", ["4", "481", "0", "-5", "99999999999"])
def test_length_out_of_bounds_is_a_sentence(cast, sign_in, minutes):
    answer = sign_in(cast.mentor).post(address(cast), form(cast, minutes=minutes))
    assert (answer.status_code, answer.context["form"].errors["minutes"]) == (
        422,
        [LENGTH],
    )


@pytest.mark.parametrize("minutes", [4, 481])
def test_length_out_of_bounds_is_refused_by_the_database(cast, minutes):
    with pytest.raises(IntegrityError, match="session_has_a_length"), transaction.atomic():
        factories.SessionFactory(pairing=cast.pairing, minutes=minutes)


def test_second_private_note_of_one_author_is_refused_by_the_database(cast):
    session = log(cast, private_note="First")
    with pytest.raises(IntegrityError, match="private_note_is_single"), transaction.atomic():
        PrivateNote.objects.create(session=session, author=cast.mentor, text="Second")
    sessions.write_note(session, text="Second", by=cast.mentor, now=timezone.now())
    assert list(PrivateNote.objects.values_list("text", flat=True)) == ["Second"]


def test_a_note_from_an_older_page_writes_over_nothing_that_was_saved_since(cast, sign_in):
    client, address = sign_in(cast.mentor), reverse("session_note", args=[log(cast, private_note="First").pk])
    page = client.get(address).context["form"]
    assert client.post(address, {"text": "Second", "seen": page["seen"].value()}).status_code == 302
    answer = client.post(address, {"text": "Third", "seen": page["seen"].value()})
    form = answer.context["form"]
    assert (answer.status_code, form["text"].value(), answer.context["newer"]) == (422, "Third", "Second")
    assert form.errors["text"] == [SAVED_ELSEWHERE]
    assert "Saved in your other window" in answer.content.decode()
    assert PrivateNote.objects.get().text == "Second"
    assert client.post(address, {"text": "Both", "seen": form["seen"].value()}).status_code == 302
    assert PrivateNote.objects.get().text == "Both"


def test_a_note_that_was_removed_in_another_window_is_said_to_be(cast, sign_in):
    client, address = sign_in(cast.mentor), reverse("session_note", args=[log(cast, private_note="First").pk])
    page = client.get(address).context["form"]
    client.post(address, {"text": "", "seen": page["seen"].value()})
    form = client.post(address, {"text": "First, and more", "seen": page["seen"].value()}).context["form"]
    assert form.errors["text"] == [sessions.REMOVED]
    client.post(address, {"text": "First, and more", "seen": form["seen"].value()})
    assert PrivateNote.objects.get().text == "First, and more"


def test_the_same_note_from_two_pages_is_no_conflict(cast, sign_in):
    client, address = sign_in(cast.mentor), reverse("session_note", args=[log(cast).pk])
    page = client.get(address).context["form"]
    for _ in range(2):
        assert client.post(address, {"text": "Once", "seen": page["seen"].value()}).status_code == 302
    assert PrivateNote.objects.get().text == "Once"


def test_empty_form_has_a_sentence_for_each_field(cast, sign_in):
    answer = sign_in(cast.mentor).post(address(cast), {"shared_notes": "Kept"})
    errors = answer.context["form"].errors
    assert errors["held_on"] == [DAY_MISSING]
    assert errors["minutes"] == ["Enter how many minutes you met for."]


# Long and strange texts


def test_a_paste_of_100_kb_is_kept_and_the_limit_is_said(cast, sign_in):
    text = "a" * 100_000
    answer = sign_in(cast.mentor).post(address(cast), form(cast, shared_notes=text))
    assert (answer.status_code, answer.context["form"]["shared_notes"].value()) == (422, text)
    assert answer.context["form"].errors["shared_notes"] == [f"{too_long(20_000)} {SHORTEN}"]
    assert "maxlength" not in answer.content.decode()


@pytest.mark.parametrize("text", ["👩🏽‍🔬 done", "مرحبا بكم", "شكرا C++‏", "a & b < c", "x" * 20_000])
def test_any_writing_comes_back_as_it_was(cast, sign_in, text):
    sign_in(cast.mentor).post(address(cast), form(cast, shared_notes=text))
    assert SessionLog.objects.get().shared_notes == text


def test_what_would_turn_the_text_after_it_around_is_taken_out(cast, sign_in):
    sign_in(cast.mentor).post(address(cast), form(cast, shared_notes="\u202etxet desrever"))
    assert SessionLog.objects.get().shared_notes == "txet desrever"


def test_markup_in_notes_is_harmless(cast, sign_in):
    evil = '<script>alert(1)</script> <img src=x onerror="alert(1)"> **bold** [l](javascript:alert(1))'
    session = log(cast, shared_notes=evil, what_i_heard=evil, private_note=evil)
    page = sign_in(cast.mentor).get(reverse("session", args=[session.pk])).content.decode()
    assert [page.count(bad) for bad in ("<script>alert", "<img", 'href="javascript')] == [0, 0, 0]
    assert page.count("<strong>bold</strong>") == 3


# Who may


def test_ended_pair_reads_but_does_not_log(cast, sign_in):
    session = log(cast, shared_notes="Still here")
    end(cast)
    Pairing.objects.update(ended_on=factories.today() - timedelta(days=15))  # until then, its last session can be
    browser = sign_in(cast.mentee)
    page = browser.get(reverse("session", args=[session.pk])).content.decode()
    shows(page, "Still here", hides=[reverse("session_edit", args=[session.pk])])
    assert browser.post(address(cast), form(cast)).status_code == 403
    assert browser.get(reverse("session_edit", args=[session.pk])).status_code == 403
    with pytest.raises(Refused, match=PAIR_HAS_ENDED):
        log(cast)
    with pytest.raises(Refused, match=PAIR_HAS_ENDED):
        sessions.edit(session, held_on=session.held_on, minutes=30, shared_notes="", by=cast.mentor, now=timezone.now())


def test_paused_pair_that_met_all_the_same_may_log(cast):
    now = timezone.now()
    returns_on = cast.program.today(now) + timedelta(days=9)
    pauses_actions.pause(cast.pairing, returns_on=returns_on, by=cast.coordinator, now=now)
    assert log(cast).minutes == 60


MAY_OPEN = {"mentor": 200, "mentee": 200, "coordinator": 403}


@pytest.mark.parametrize("viewer", ["mentor", "mentee", "coordinator", "other_mentee", "outsider", "administrator"])
def test_who_may_open_the_forms(cast, sign_in, viewer):
    session = log(cast)
    pages = [address(cast), *(reverse(name, args=[session.pk]) for name in ("session_edit", "session_note"))]
    browser, status = sign_in(getattr(cast, viewer)), MAY_OPEN.get(viewer, 404)
    assert [browser.get(page).status_code for page in pages] == [status] * 3
    if status > 200:
        assert [browser.post(page, form(cast)).status_code for page in pages] == [status] * 3
    assert Session.objects.count() == 1


def test_strangers_cannot_act_even_past_the_pages(cast):
    session = log(cast)
    with pytest.raises(Refused, match=ONLY_THE_PAIR):
        log(cast, by="coordinator")
    with pytest.raises(Refused, match=ONLY_THE_PAIR):
        sessions.write_note(session, text="x", by=cast.coordinator, now=timezone.now())


# Who reads what: something to leak, every cell


@pytest.fixture
def told(cast):
    session = log(cast, minutes=47, what_i_heard="HEARD", shared_notes="SHARED", private_note="MENTORS-NOTE")
    sessions.write_note(session, text="MENTEES-NOTE", by=cast.mentee, now=timezone.now())
    return session


SEEN = {
    "mentor": {"47 minutes", "HEARD", "SHARED", "MENTORS-NOTE"},
    "mentee": {"47 minutes", "HEARD", "SHARED", "MENTEES-NOTE"},
    "coordinator": {"47 minutes"},
    "other_mentee": None,
    "outsider": None,
    "administrator": None,
}
WORDS = {"47 minutes", "HEARD", "SHARED", "MENTORS-NOTE", "MENTEES-NOTE"}


@pytest.mark.parametrize("viewer", SEEN)
def test_session_page_shows_each_what_is_theirs(cast, told, sign_in, viewer):
    answer = sign_in(getattr(cast, viewer)).get(reverse("session", args=[told.pk]))
    page = answer.content.decode()
    seen = {word for word in WORDS if word in page}
    assert (answer.status_code, seen) == ((200, SEEN[viewer]) if SEEN[viewer] else (404, set()))


@pytest.mark.parametrize("viewer", SEEN)
def test_querysets_give_each_what_is_theirs(cast, told, viewer):
    user, seen = getattr(cast, viewer), SEEN[viewer] or set()
    assert set(Session.objects.visible_to(user)) == ({told} if seen else set())
    assert set(SessionLog.objects.visible_to(user)) == ({told.log} if "HEARD" in seen else set())
    notes = {note.text for note in PrivateNote.objects.visible_to(user)}
    assert notes == {word for word in seen if word.endswith("NOTE")}
    view = sessions_queries.view(told, user)
    log = told.log if "HEARD" in seen else None
    assert (view.log, view.note.text if view.note else None) == (log, next(iter(notes), None))


def test_coordinator_who_is_the_mentor_of_the_pair_reads_as_the_mentor(cast, told, sign_in):
    factories.MembershipFactory(user=cast.mentor, program=cast.program, role="coordinator")
    page = sign_in(cast.mentor).get(reverse("session", args=[told.pk])).content.decode()
    assert {word for word in WORDS if word in page} == SEEN["mentor"]


def test_former_coordinator_sees_nothing(cast, told, sign_in):
    cast.coordinator_in.state = "left"
    cast.coordinator_in.save(update_fields=["state"])
    assert sign_in(cast.coordinator).get(reverse("session", args=[told.pk])).status_code == 404


# Correcting


def edit_form(page, **changes):
    return {name: value or "" for name, value in page.context["form"].initial.items()} | changes


def test_mentee_corrects_length_and_notes_but_not_what_the_mentor_heard(cast, told, sign_in):
    browser, edit = sign_in(cast.mentee), reverse("session_edit", args=[told.pk])
    browser.post(edit, edit_form(browser.get(edit), minutes="50", shared_notes="Better", what_i_heard="No!"))
    told.refresh_from_db()
    told.log.refresh_from_db()
    assert (told.minutes, told.log.shared_notes, told.log.what_i_heard) == (50, "Better", "HEARD")
    assert Entry.objects.filter(verb="session.edited", actor_id=cast.mentee.pk).count() == 1


def test_mentee_cannot_change_what_the_mentor_heard_past_the_page(cast, told):
    with pytest.raises(Refused, match="mentor's field"):
        sessions.edit(
            told, held_on=told.held_on, minutes=47, shared_notes="", what_i_heard="No!",
            by=cast.mentee, now=timezone.now(),
        )  # fmt: skip
    told.log.refresh_from_db()
    assert (told.log.what_i_heard, told.log.shared_notes) == ("HEARD", "SHARED")


def test_two_who_edit_at_once_overwrite_nothing(cast, told, sign_in):
    mentor, mentee, edit = sign_in(cast.mentor), sign_in(cast.mentee), reverse("session_edit", args=[told.pk])
    read_by_mentor, read_by_mentee = mentor.get(edit), mentee.get(edit)
    mentor.post(edit, edit_form(read_by_mentor, shared_notes="Words of the mentor"))
    answer = mentee.post(edit, edit_form(read_by_mentee, shared_notes="Words of the mentee"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Miriam has changed these notes meanwhile." in page
    shows(page, "Words of the mentor", "Words of the mentee")
    told.log.refresh_from_db()
    assert told.log.shared_notes == "Words of the mentor"
    merged = dict(answer.context["form"].data) | {"shared_notes": "Both"}
    assert mentee.post(edit, merged).status_code == 302
    told.log.refresh_from_db()
    assert told.log.shared_notes == "Both"


def test_correcting_the_day_moves_the_next_step(cast):
    step = factories.StepFactory(program=cast.program, every_days=14)
    factories.TouchpointFactory(pairing=cast.pairing, step=step)
    session = log(cast)
    day = session.held_on - timedelta(days=2)
    sessions.edit(session, held_on=day, minutes=60, shared_notes="", by=cast.mentor, now=timezone.now())
    done, following = Touchpoint.objects.order_by("occurrence")
    assert (done.done_on, following.due_on) == (day, day + timedelta(days=14))


def test_private_note_is_written_changed_and_removed_without_a_trail(cast, sign_in):
    session = log(cast)
    before, browser, note = Entry.objects.count(), sign_in(cast.mentee), reverse("session_note", args=[session.pk])
    texts = []
    for text in ("First", "Second", "  "):
        assert browser.post(note, {"text": text}).url == reverse("session", args=[session.pk])
        texts.append(list(PrivateNote.objects.values_list("author", "text")))
    assert texts == [[(cast.mentee.pk, "First")], [(cast.mentee.pk, "Second")], []]
    assert Entry.objects.count() == before


@pytest.mark.parametrize("name", ["session_new", "session", "session_edit", "session_note"])
def test_no_page_takes_more_than_twelve_queries(cast, told, sign_in, name):
    browser = sign_in(cast.mentor)
    with CaptureQueriesContext(connection) as queries_made:
        browser.get(reverse(name, args=[cast.pairing.pk if name == "session_new" else told.pk]))
    assert len(queries_made) <= 12
