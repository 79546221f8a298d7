"""Messages in the pair: two write, both read, one of them is told by mail once per stretch of unread ones."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from mentoring.activity.models import Entry
from mentoring.activity.sentences import sentence
from mentoring.notifications.planning.limits import MESSAGES_AN_HOUR
from mentoring.notifications.planning.models import Notification
from mentoring.web.integrity import Refused
from pairings.life import actions as life_actions
from pairings.messages import actions as messages
from pairings.messages import queries
from pairings.models import Message, MessageReport
from pairings.pair import acting
from pairings.pauses import actions as pauses_actions
from tests import factories
from tests.pages import hides, shows
from tests.sentences import HAS_LEFT, NOT_IN_PAIR, NOT_THEIRS, OPEN_AGAIN, PAIR_HAS_ENDED, USED_ALREADY, too_long
from tests.telling import told_now

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
PAGE_QUERIES = 7


def send(cast, text="How did it go?", *, by="mentor", **changes):
    words = {"by": getattr(cast, by), "now": timezone.now(), "form_key": uuid.uuid4(), **changes}
    return messages.send(cast.pairing, text=text, **words)


def read(cast, message, *, by="mentee"):
    return messages.read(cast.pairing, up_to=message.pk, by=getattr(cast, by), now=timezone.now())


def address(cast):
    return reverse("messages", args=[cast.pairing.pk])


def page(cast, sign_in, part, query=""):
    return sign_in(getattr(cast, part)).get(address(cast) + query).content.decode()


def form(**changes):
    return {"text": "How did it go?", "form_key": str(uuid.uuid4()), **changes}


# Writing


def test_what_one_writes_the_other_reads_and_nobody_else(cast, sign_in):
    answer = sign_in(cast.mentor).post(address(cast), form())
    assert (answer.status_code, answer.url) == (302, address(cast))
    message = Message.objects.get()
    assert (message.author, message.read_at, Entry.objects.count()) == (cast.mentor, None, 0)
    seen = {part: "How did it go?" in page(cast, sign_in, part) for part in ("mentor", "mentee")}
    assert seen == {"mentor": True, "mentee": True}


def test_the_form_twice_sends_one_message(cast, sign_in):
    words, browser = form(), sign_in(cast.mentor)
    assert [browser.post(address(cast), words).status_code for _ in range(2)] == [302, 302]
    assert Message.objects.count() == 1
    again = sign_in(cast.mentee).post(address(cast), words)
    assert again.status_code == 422
    shows(again, USED_ALREADY)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": ""}, "Write something first."),
        ({"text": " \n "}, "Write something first."),
        ({"text": "x" * 100_000}, too_long(5000)),
        ({"text": "\u200b\u202e"}, "Write something first."),
        ({"form_key": "x"}, OPEN_AGAIN),
    ],
)
def test_what_does_not_fit_gets_a_sentence_and_is_kept(cast, sign_in, change, said):
    for headers in ({}, HTMX):
        answer = sign_in(cast.mentor).post(address(cast), form(**change), headers=headers)
        assert (answer.status_code, Message.objects.count()) == (422, 0)
        shows(answer, said, *filter(None, [change.get("text", "How").strip()]))


def test_htmx_gets_the_conversation_with_an_empty_form(cast, sign_in):
    answer = sign_in(cast.mentor).post(address(cast), form(text="In place"), headers=HTMX)
    fragment = answer.content.decode()
    assert answer.status_code == 200
    assert fragment.strip().startswith('<div id="conversation"')
    assert fragment.count("In place") == 1


def test_every_alphabet_is_shown_a_link_is_one_and_no_script_runs(cast, sign_in):
    cast.mentor.name = "<script>alert(2)</script> שרה"
    cast.mentor.save()
    for text in ("🌱 well done", "أحسنت", "<script>alert(1)</script>", "See https://example.org/a?b=1&c=2"):
        send(cast, text)
    whole = page(cast, sign_in, "mentee")
    shows(whole, "🌱 well done", "أحسنت")
    shows(whole, "&lt;script&gt;alert(1)", hides=["<script>alert"])
    assert '<a class="address" href="https://example.org/a?b=1&amp;c=2" rel="noopener nofollow">' in whole


def test_an_ended_pair_reads_and_does_not_write_a_paused_one_does(cast, sign_in):
    send(cast, "Before the pause")
    returns = factories.today() + timedelta(days=9)
    pauses_actions.pause(cast.pairing, returns_on=returns, by=cast.coordinator, now=timezone.now())
    assert sign_in(cast.mentee).post(address(cast), form(text="In the pause")).status_code == 302
    life_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=timezone.now())
    refused = sign_in(cast.mentee).post(address(cast), form(text="After the end"))
    assert (refused.status_code, Message.objects.count()) == (422, 2)
    whole = page(cast, sign_in, "mentor")
    shows(whole, "In the pause", PAIR_HAS_ENDED, hides=['name="text"'])
    with pytest.raises(Refused, match=PAIR_HAS_ENDED):
        send(cast)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_words_typed_while_the_pair_was_ended_elsewhere_stay_in_the_form(cast, sign_in, headers):
    life_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=timezone.now())
    said = {"text": "See you on Tuesday", "form_key": uuid.uuid4(), "newest": ""}
    answer = sign_in(cast.mentor).post(address(cast), said, headers=headers)
    whole = answer.content.decode()
    assert answer.status_code == 422
    shows(whole, "See you on Tuesday", PAIR_HAS_ENDED)
    assert not Message.objects.exists()


def test_only_the_two_write_and_read(cast):
    message = send(cast)
    with pytest.raises(Refused, match="between the two"):
        send(cast, by="coordinator")
    with pytest.raises(Refused, match="between the two"):
        read(cast, message, by="coordinator")


@pytest.mark.django_db(transaction=True)
def test_two_who_write_at_once_lose_nothing_and_each_is_told_once(cast):
    def write(number):
        try:
            send(cast, f"Message {number}", by=["mentor", "mentee"][number % 2])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(12)))
    assert Message.objects.count() == 12
    told = Notification.objects.filter(kind="message_received")
    assert sorted(told.values_list("recipient", flat=True)) == sorted([cast.mentor.pk, cast.mentee.pk])


# Reading


def test_opening_the_page_marks_nothing_and_the_form_on_it_does(cast, sign_in):
    first, second = send(cast, "First"), send(cast, "Second")
    own, browser = send(cast, "My own", by="mentee"), sign_in(cast.mentee)
    assert browser.get(address(cast)).content.decode().count("<span>New</span>") == 2
    assert Message.objects.filter(read_at=None).count() == 3
    seen = reverse("messages_seen", args=[cast.pairing.pk])
    assert browser.post(seen, {"newest": first.pk}).url == address(cast)
    assert set(Message.objects.filter(read_at=None)) == {second, own}
    fragment = browser.post(seen, {"newest": own.pk}, headers=HTMX).content.decode()
    assert fragment.strip().startswith('<div id="thread"')
    hides(fragment, "<span>New</span>")
    assert set(Message.objects.filter(read_at=None)) == {own}
    assert [browser.post(seen, {"newest": wrong}).status_code for wrong in ("", "x", "9" * 40, "-1")] == [302] * 4
    assert "<span>Sent</span>" in page(cast, sign_in, "mentee")
    read(cast, own, by="mentor")
    assert "<span>Read</span>" in page(cast, sign_in, "mentee")


def test_who_answers_has_read_what_stood_above_the_form(cast, sign_in):
    first = send(cast, "First")
    later = send(cast, "Came meanwhile")
    sign_in(cast.mentee).post(address(cast), form(newest=first.pk))
    assert Message.objects.get(pk=first.pk).read_at is not None
    assert Message.objects.get(pk=later.pk).read_at is None


def test_what_came_before_is_a_link_away(cast, sign_in):
    rows = [factories.MessageFactory(pairing=cast.pairing, text=f"Word {n:03}") for n in range(60)]
    shown = [0]
    query = ""
    for _ in range(3):
        whole = page(cast, sign_in, "mentee", query)
        shown.append(whole.count('class="message-text"'))
        older = queries.of_pair(cast.pairing, cast.mentee, before=int(query.partition("=")[2] or 0) or None).older
        query = f"?before={older}"
    assert (shown[1:], older) == ([25, 25, 10], None)
    newest = page(cast, sign_in, "mentee")
    assert newest.index("Word 035") < newest.index("Word 059")
    shows(newest, f"?before={rows[35].pk}", hides=["Word 034"])
    assert "Back to the newest" in page(cast, sign_in, "mentee", f"?before={rows[35].pk}")
    assert "Word 059" in page(cast, sign_in, "mentee", "?before=nonsense")


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_page_costs_the_same_however_many_there_are(cast, sign_in, number, django_assert_num_queries):
    rows = factories.MessageFactory.create_batch(number, pairing=cast.pairing)
    MessageReport.objects.create(message=rows[-1], by=cast.mentee, reported_at=timezone.now())
    browser = sign_in(cast.mentee)
    with django_assert_num_queries(PAGE_QUERIES):
        assert browser.get(address(cast)).content.decode().count('class="message-text"') == min(number, 25)
    with django_assert_num_queries(PAGE_QUERIES):  # two of them for what stands in the inbox about it
        browser.post(reverse("messages_seen", args=[cast.pairing.pk]), {"newest": rows[-1].pk}, headers=HTMX)


# Told by mail


def told():
    return list(Notification.objects.filter(kind="message_received").order_by("pk"))


def prepared(row):
    return told_now([row])[row.pk]


def test_a_stretch_of_unread_messages_is_told_once_with_their_number_and_no_word(cast):
    now = timezone.now()
    send(cast, "SECRET-ONE", now=now)
    send(cast, "SECRET-TWO", now=now)
    [row] = told()
    assert (row.recipient, row.about) == (cast.mentee, f"messages:{cast.pairing.pk}")
    assert row.due_at == now + messages.SETTLES
    letter = prepared(row)
    assert (letter.context["number"], letter.url) == (2, address(cast))
    hides(str(letter), "SECRET")


def test_what_was_read_before_it_went_out_is_not_told_and_the_next_stretch_is(cast):
    read(cast, send(cast))
    send(cast)
    first, second = told()
    assert prepared(first).reason == "They had read it before this went out."
    assert prepared(second).context["number"] == 1


def test_who_has_left_is_not_told(cast):
    send(cast)
    cast.mentee_in.state = "left"
    cast.mentee_in.save()
    assert prepared(told()[0]).reason == NOT_IN_PAIR


def test_the_mails_are_checked_in_a_constant_number_of_queries(cast, django_assert_num_queries):
    for _ in range(3):
        other = factories.PairingFactory(program=cast.program)
        message = factories.MessageFactory(pairing=other)
        with acting.on(other, by=other.mentor.user, now=timezone.now()) as act:
            messages._tell_partner(act)
        factories.MessageFactory(pairing=other)
        report = messages.report(message, by=other.mentee.user, now=timezone.now())
        messages.close(report, note="Looked at.", by=cast.coordinator, now=timezone.now())
    rows = {kind: list(Notification.objects.filter(kind=kind).select_related("recipient"))
            for kind in ("message_received", "message_reported", "report_closed")}  # fmt: skip
    assert {kind: len(found) for kind, found in rows.items()} == dict.fromkeys(rows, 3)
    MessageReport.objects.update(closed_at=None, closed_by=None, note="")
    with django_assert_num_queries(3):
        assert {one.context["number"] for one in told_now(rows["message_received"]).values()} == {2}
    with django_assert_num_queries(2):
        answers = told_now(rows["message_reported"]).values()
        assert {one.program for one in answers} == {cast.program.name}
    with django_assert_num_queries(1):
        assert len(told_now(rows["report_closed"])) == 3


# On other pages


def test_the_pair_and_home_say_how_many_are_unread_to_their_reader_alone(cast, sign_in):
    send(cast)
    send(cast)
    for url, words in (
        (reverse("together", args=[cast.pairing.pk]), "2 new messages"),
        (reverse("pair", args=[cast.pairing.pk]), "Miriam has sent you 2 messages"),
        ("/", "Miriam has sent you 2 messages"),
    ):
        seen = {part: words in sign_in(getattr(cast, part)).get(url).content.decode()
                for part in ("mentor", "mentee", "coordinator")}  # fmt: skip
        assert seen == {"mentor": False, "mentee": True, "coordinator": False}


# Reporting one


def report(cast, message, *, why="", by="mentee"):
    return messages.report(message, why=why, by=getattr(cast, by), now=timezone.now())


def close(cast, found, *, note="I have talked to both.", by="coordinator"):
    messages.close(found, note=note, by=getattr(cast, by), now=timezone.now())


def test_only_who_received_it_reports_it_and_once(cast, sign_in):
    message = send(cast, "REPORTED")
    url = reverse("message_report", args=[message.pk])
    before = sign_in(cast.mentee).get(url).content.decode()
    shows(before, "REPORTED", "Cora Lind")
    assert sign_in(cast.mentor).get(url).status_code == 403  # the author
    assert sign_in(cast.mentee).post(url, {"why": "It hurt."}).url == address(cast)
    again = sign_in(cast.mentee).post(url, {"why": "Again"}, follow=True).content.decode()
    assert "This message has been reported already." in again
    assert (MessageReport.objects.get().why, MessageReport.objects.count()) == ("It hurt.", 1)
    with pytest.raises(Refused, match="Only who received"):
        report(cast, message, by="mentor")
    with pytest.raises(Refused, match="Only who received"):
        report(cast, message, by="coordinator")
    entry = Entry.objects.get()
    assert (sentence(entry), entry.details, entry.actor_id) == ("reported a message", {}, cast.mentee.pk)


def test_both_of_the_pair_see_that_it_is_reported_and_why_only_who_did(cast, sign_in):
    found = report(cast, send(cast), why="It hurt.")
    close(cast, found)
    for part, knows in (("mentor", False), ("mentee", True)):
        whole = page(cast, sign_in, part)
        assert "the coordinators of Women in Engineering can read this message. Closed on" in whole
        (shows if knows else hides)(whole, "It hurt.", "I have talked to both.")


def test_a_coordinator_reads_that_message_alone_and_closes_it_with_a_note(cast, sign_in):
    send(cast, "NOT-REPORTED")
    found = report(cast, send(cast, "REPORTED"))
    url, browser = reverse("report", args=[found.pk]), sign_in(cast.coordinator)
    whole = browser.get(url).content.decode()
    shows(whole, ">REPORTED<", hides=["NOT-REPORTED"])
    assert "A message was reported" in browser.get("/").content.decode()
    empty = browser.post(url, {"note": " "})
    assert empty.status_code == 422
    shows(empty, "Write a note")
    assert browser.post(url, {"note": "I have talked to both."}).url == reverse("concerns", args=[cast.program.pk])
    found.refresh_from_db()
    assert (found.closed_by, found.note) == (cast.coordinator, "I have talked to both.")
    again = browser.post(url, {"note": "Once more"})
    assert "This report was closed meanwhile." in again.content.decode()
    assert "A message was reported" not in browser.get("/").content.decode()
    assert list(Notification.objects.filter(kind="report_closed").values_list("recipient", flat=True)) == [
        cast.mentee.pk
    ]


def test_a_coordinator_who_is_in_the_pair_gets_and_sees_nothing_of_it(cast, sign_in):
    factories.MembershipFactory(user=cast.mentor, program=cast.program, role="coordinator")
    found = report(cast, send(cast))
    told = Notification.objects.filter(kind="message_reported").values_list("recipient", flat=True)
    assert list(told) == [cast.coordinator.pk]
    assert sign_in(cast.mentor).get(reverse("report", args=[found.pk])).status_code == 404
    listed = {part: "a reported message" in sign_in(getattr(cast, part)).get(
        reverse("concerns", args=[cast.program.pk])).content.decode()
        for part in ("mentor", "coordinator")}  # fmt: skip
    assert listed == {"mentor": False, "coordinator": True}
    with pytest.raises(Refused, match="aren’t in this pair"):
        close(cast, found, by="mentor")


def test_without_another_coordinator_the_page_says_that_nobody_can_read_it_yet(cast, sign_in):
    message = send(cast)
    cast.coordinator_in.state = "left"
    cast.coordinator_in.save()
    url = reverse("message_report", args=[message.pk])
    assert "Nobody can read it at the moment" in sign_in(cast.mentee).get(url).content.decode()
    assert sign_in(cast.mentee).post(url, {}).status_code == 302


def test_a_message_of_an_ended_pair_can_still_be_reported(cast, sign_in):
    message = send(cast)
    life_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=timezone.now())
    assert sign_in(cast.mentee).post(reverse("message_report", args=[message.pk]), {}).status_code == 302
    assert MessageReport.objects.count() == 1


def test_a_long_reason_and_a_script_in_it(cast, sign_in):
    message = send(cast)
    url = reverse("message_report", args=[message.pk])
    answer = sign_in(cast.mentee).post(url, {"why": "x" * 100_000})
    assert answer.status_code == 422
    shows(answer, too_long(2000))
    found = report(cast, message, why="<script>alert(1)</script> שלום 🌱")
    whole = sign_in(cast.coordinator).get(reverse("report", args=[found.pk])).content.decode()
    shows(whole, "שלום 🌱", hides=["<script>alert"])


def test_a_long_note_is_kept_and_a_script_in_it_is_text(cast, sign_in):
    found = report(cast, send(cast))
    url, browser = reverse("report", args=[found.pk]), sign_in(cast.coordinator)
    for headers in ({}, HTMX):
        answer = browser.post(url, {"note": "x" * 100_000}, headers=headers)
        assert answer.status_code == 422
        shows(answer, too_long(5000))
        assert "x" * 100_000 in answer.content.decode()
    close(cast, found, note="<script>alert(1)</script> שלום 🌱")
    for whole in (page(cast, sign_in, "mentee"), browser.get(url).content.decode()):
        shows(whole, "שלום 🌱", hides=["<script>alert"])


@pytest.mark.django_db(transaction=True)
def test_of_two_coordinators_who_close_at_once_one_is_told_that_it_is_done(cast):
    other = factories.MembershipFactory(program=cast.program, role="coordinator").user
    found = report(cast, send(cast))

    def close_it(by):
        try:
            messages.close(found, note=f"Looked at by {by}.", by=by, now=timezone.now())
        except Refused as refused:
            return refused.sentence
        finally:
            connection.close()
        return "closed"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(close_it, [cast.coordinator, other]))
    assert said == ["This report was closed meanwhile.", "closed"]
    assert Notification.objects.filter(kind="report_closed").count() == 1


def test_the_mail_about_a_report_is_checked_again(cast):
    found = report(cast, send(cast, "SECRET-ONE"), why="SECRET-WHY")
    row = Notification.objects.get(kind="message_reported")
    letter = told_now([row])[row.pk]
    hides(str(letter), "SECRET", "Sam", "Miriam")
    cast.coordinator_in.state = "left"
    cast.coordinator_in.save()
    gone = told_now([row])[row.pk]
    assert gone.reason == NOT_THEIRS
    cast.coordinator_in.state = "active"
    cast.coordinator_in.save()
    close(cast, found)
    assert told_now([row])[row.pk].reason.startswith("The report was closed")
    row = Notification.objects.get(kind="report_closed")
    cast.mentee_in.state = "left"
    cast.mentee_in.save()
    assert told_now([row])[row.pk].reason.endswith(HAS_LEFT)


# What the database refuses


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"text": " \n"}, "message_has_words"),
        ({"read_at": timezone.now().replace(year=2020)}, "message_is_read_after_it_was_sent"),
    ],
)
def test_the_database_refuses_a_message_that_makes_no_sense(cast, changes, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        factories.MessageFactory(pairing=cast.pairing, **changes)


@pytest.mark.parametrize("changes", [{"closed_at": timezone.now()}, {"note": "Talked to both"}])
def test_the_database_closes_a_report_with_a_note_only(cast, changes):
    message = factories.MessageFactory(pairing=cast.pairing)
    with pytest.raises(IntegrityError, match="message_report_is_closed_with_a_note"), transaction.atomic():
        MessageReport.objects.create(message=message, by=cast.mentee, reported_at=timezone.now(), **changes)
    MessageReport.objects.create(message=message, by=cast.mentee, reported_at=timezone.now())
    with pytest.raises(IntegrityError, match="message_id"), transaction.atomic():
        MessageReport.objects.create(message=message, by=cast.mentee, reported_at=timezone.now())


# Not a flood


def a_full_hour(cast, *, by="mentor", now):
    for _ in range(MESSAGES_AN_HOUR):
        send(cast, "Again", by=by, now=now)


def test_beyond_the_hours_limit_a_message_stays_in_its_field_and_is_not_sent(cast, sign_in):
    now = timezone.now()
    a_full_hour(cast, now=now - timedelta(minutes=30))
    for headers in ({}, HTMX):
        answer = sign_in(cast.mentor).post(address(cast), form(text="One more question"), headers=headers)
        assert (answer.status_code, Message.objects.count()) == (422, MESSAGES_AN_HOUR)
        shows(answer, "You have sent 60 messages within the last hour.", "One more question")
    assert answer.context["form"].errors.keys() == {"text"}


def test_the_partner_goes_on_writing_and_so_do_both_an_hour_later(cast):
    now = timezone.now()
    a_full_hour(cast, now=now)
    send(cast, by="mentee", now=now)
    with pytest.raises(Refused, match="within the last hour"):
        send(cast, now=now + timedelta(minutes=59))
    send(cast, now=now + timedelta(minutes=60))


@pytest.mark.django_db(transaction=True)
def test_messages_sent_at_once_pass_the_limit_by_none(cast):
    now = timezone.now()
    a_full_hour(cast, now=now)
    Message.objects.order_by("pk").first().delete()

    def one(_):
        try:
            send(cast, now=now)
        except Refused:
            return "refused"
        finally:
            connection.close()
        return "sent"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(one, range(4))) == ["refused"] * 3 + ["sent"]
