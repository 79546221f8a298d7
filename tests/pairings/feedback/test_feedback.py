"""Feedback in both directions: written, looked at, sent, opened, rated, answered, taken up; and who knows of it."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from goals.models import Milestone
from mentoring.activity import sentences
from mentoring.activity.models import Entry
from mentoring.notifications.answering import links
from mentoring.notifications.planning import outbox
from mentoring.notifications.planning.models import Notification
from mentoring.web.integrity import Refused
from pairings.feedback import actions as feedback
from pairings.feedback import queries
from pairings.feedback.checks import Words
from pairings.life import actions as pairing_actions
from pairings.models import AgendaItem, Draft, Feedback, Promise, Touchpoint
from pairings.promises import queries as promise_queries
from tests import factories
from tests.pages import hides, shows
from tests.sentences import (
    ANSWER_IS_SAVED,
    HAD_ANSWERED,
    HAD_ENDED,
    HAS_LEFT,
    ONE_OF_FIVE,
    ONLY_THE_PAIR,
    ONLY_YOU_SEE_IT,
    OPEN_AGAIN,
    PAIR_HAS_ENDED,
    too_long,
)
from tests.telling import told_now

pytestmark = pytest.mark.django_db
GOOD = {
    "strength": "You stayed with my question until I had the answer myself.",
    "situation": "On Tuesday, when I showed you my slides, you asked what I wanted people to do.",
    "effect": "I cut half of them and felt calm.",
    "next_step": "Ask me that question before I open the slides",
}


def form(**changes):
    return {**GOOD, "form_key": str(uuid.uuid4()), **changes}


def compose(cast):
    return reverse("feedback_new", args=[cast.pairing.pk])


def item(one, name="feedback_item"):
    return reverse(name, args=[one.pk])


def without_tokens(page):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def give(cast, *, by="mentor", now=None, touchpoint=None, key=None, **changes):
    words = Words(**{**GOOD, **changes})
    who, now = getattr(cast, by), now or timezone.now()
    return feedback.give(cast.pairing, words, by=who, now=now, form_key=key or uuid.uuid4(), touchpoint=touchpoint)


@pytest.fixture
def today(cast):
    return cast.program.today(timezone.now())


@pytest.fixture
def asked(cast, today):
    """A step that asks both, in five days."""
    step = factories.StepFactory(program=cast.program, kind="feedback", title="Give each other feedback", every_days=90)
    return factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=today + timedelta(days=5))


def told():
    rows = Notification.objects.filter(kind__in=["feedback_given", "feedback_answered"]).order_by("pk")
    return [(row.kind, row.recipient.name) for row in rows]


# Writing and sending


@pytest.mark.parametrize(("author", "recipient"), [("mentor", "mentee"), ("mentee", "mentor")])
def test_either_gives_it_and_the_other_reads_it(cast, sign_in, author, recipient):
    answer = sign_in(getattr(cast, author)).post(compose(cast), form())
    one = Feedback.objects.get()
    assert (answer.status_code, answer.url) == (302, item(one))
    assert (one.author, one.recipient) == (getattr(cast, author), getattr(cast, recipient))
    page = sign_in(getattr(cast, recipient)).get(item(one)).content.decode()
    shows(page, *GOOD.values())
    assert told() == [("feedback_given", getattr(cast, recipient).name)]
    assert list(Entry.objects.values_list("verb", "details")) == [("feedback.given", {})]


def test_what_a_look_finds_is_said_and_sent_as_it_is_all_the_same(cast, sign_in):
    browser, words = sign_in(cast.mentor), form(strength="", next_step="Be more confident")
    answer = browser.post(compose(cast), words)
    page = answer.content.decode()
    assert (answer.status_code, Feedback.objects.count()) == (200, 0)
    shows(page, "There is no strength in it yet", '“<span dir="auto">Be more confident</span>”')
    shows(page, words["situation"], words["effect"], words["next_step"])
    assert browser.post(compose(cast), {**words, "as_it_is": "yes"}).status_code == 302
    assert Feedback.objects.get().next_step == "Be more confident"


def test_looking_first_sends_nothing(cast, sign_in):
    answer = sign_in(cast.mentor).post(compose(cast), form(check="yes"))
    assert Feedback.objects.count() == 0
    shows(answer, "Nothing to add")


def test_while_one_types_the_hints_alone_come_and_nothing_is_kept(cast, sign_in):
    address = reverse("feedback_checks", args=[cast.pairing.pk])
    page = sign_in(cast.mentee).post(address, {"situation": "You are lazy", "strength": "x" * 100_000}).content.decode()
    shows(page, "This is about the person", hides=["no next step", "Send it as it is"])
    assert (Feedback.objects.count(), Draft.objects.count(), sign_in(cast.mentee).get(address).status_code) == (
        0,
        0,
        405,
    )


def test_the_hints_look_at_no_more_than_can_be_sent(cast, sign_in):
    address = reverse("feedback_checks", args=[cast.pairing.pk])
    words = {"situation": "x " * 1_000 + "You are lazy", "next_step": "x " * 100 + "You are lazy"}
    hides(sign_in(cast.mentee).post(address, words), "This is about the person")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (dict.fromkeys(GOOD, " "), "Write at least one of the four. A strength is a good beginning."),
        ({"strength": "x" * 100_000}, too_long(2000)),
        ({"next_step": "x" * 100_000}, too_long(200)),
        ({"form_key": "x"}, OPEN_AGAIN),
    ],
)
def test_what_does_not_fit_gets_a_sentence_and_is_kept(cast, sign_in, change, sentence):
    answer = sign_in(cast.mentee).post(compose(cast), form(**change))
    page = answer.content.decode()
    assert (answer.status_code, Feedback.objects.count()) == (422, 0)
    shows(page, sentence, *filter(None, [str(text).strip() for text in change.values() if text != "x"]))


TEXTS = ["🌱 You asked me first", "سألتني أولا وهذا ساعدني كثيرا", "<script>alert(1)</script>"]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("field", GOOD)
def test_every_alphabet_is_shown_and_no_script_runs(cast, sign_in, field, text):
    sign_in(cast.mentee).post(compose(cast), form(**{field: text}, as_it_is="yes"))
    one = Feedback.objects.get()
    feedback.answer(one, text=text, by=cast.mentor, now=timezone.now())
    pages = [sign_in(who).get(item(one)).content.decode() for who in (cast.mentor, cast.mentee)]
    pages.append(sign_in(cast.mentor).get(reverse("feedback", args=[cast.pairing.pk])).content.decode())
    pages.append(sign_in(cast.mentor).post(compose(cast), form(**{field: text}, check="yes")).content.decode())
    hides("\n".join(pages), "<script>alert(1)")
    assert text.replace("<", "&lt;").replace(">", "&gt;") in pages[0]


def test_a_name_from_right_to_left(cast, sign_in):
    cast.mentor.name = "مريم أوكافور"
    cast.mentor.save(update_fields=["name"])
    one = give(cast)
    assert "Feedback from مريم" in sign_in(cast.mentee).get(item(one)).content.decode()


def test_the_same_form_twice_gives_it_once_and_other_words_are_not_lost(cast, sign_in):
    browser, words = sign_in(cast.mentor), form()
    assert [browser.post(compose(cast), words).status_code for _ in range(2)] == [302, 302]
    assert Feedback.objects.count() == 1
    answer = browser.post(compose(cast), {**words, "effect": "I cut all of them and felt free."})
    page = answer.content.decode()
    assert answer.status_code == 422
    shows(page, "This form was sent before, with other words.")
    shows(page, "I cut all of them", hides=[words["form_key"]])


def test_the_draft_keeps_itself_apart_from_that_of_a_session(cast, sign_in):
    browser = sign_in(cast.mentor)
    browser.post(reverse("session_draft", args=[cast.pairing.pk]), {"shared_notes": "Of the session"})
    keep = reverse("feedback_draft", args=[cast.pairing.pk])
    assert browser.post(keep, {"strength": "Half a", "draft_seen": "0"}).url == compose(cast)
    page = browser.get(compose(cast)).content.decode()
    shows(page, "Half a", ONLY_YOU_SEE_IT, hides=["Of the session"])
    assert "Half a" not in sign_in(cast.mentee).get(compose(cast)).content.decode()
    other = browser.post(keep, {"strength": "Another window", "draft_seen": "0"})
    shows(other, "Half a", "Another window")
    browser.post(compose(cast), form(draft_seen="1"))
    assert list(Draft.objects.values_list("about", flat=True)) == ["session"]
    browser.post(keep, {"strength": "Again", "draft_seen": "0"})
    browser.post(keep, {"discard": "yes", "draft_seen": "1"})
    assert list(Draft.objects.values_list("about", flat=True)) == ["session"]


def test_what_the_page_keeps_on_the_way_is_no_draft_once_it_is_sent(cast, sign_in):
    """The last keystrokes are kept a moment before, or after, the form is sent."""
    browser, words = sign_in(cast.mentor), form(strength="You asked me\r\nthree times")
    keep = reverse("feedback_draft", args=[cast.pairing.pk])
    browser.post(keep, {**words, "effect": "It", "draft_seen": "0"})
    browser.post(keep, {**words, "draft_seen": "1"})
    browser.post(compose(cast), {**words, "draft_seen": "1"})
    assert (Feedback.objects.count(), Draft.objects.count()) == (1, 0)
    late = browser.post(keep, {**words, "draft_seen": "1"}, headers={"HX-Request": "true"})
    assert (late.status_code, Draft.objects.count()) == (204, 0)
    browser.post(keep, {**words, "effect": "Something new", "draft_seen": "0"})
    browser.post(compose(cast), form(draft_seen="0"))
    assert Draft.objects.get().values["effect"] == "Something new"


def test_a_draft_kept_by_htmx_answers_with_its_state(cast, sign_in):
    keep = reverse("feedback_draft", args=[cast.pairing.pk])
    answer = sign_in(cast.mentor).post(keep, {"strength": "Half a", "draft_seen": "0"}, headers={"HX-Request": "true"})
    shows(answer, "data-saved", 'value="1"')


@pytest.mark.parametrize("act", ["give", "rate", "answer", "read", "promise"])
def test_nothing_changes_once_the_pair_has_ended_or_for_others(cast, act):
    one, now = give(cast), timezone.now()
    acts = {
        "give": lambda by: feedback.give(cast.pairing, Words("a"), by=by, now=now, form_key=uuid.uuid4()),
        "rate": lambda by: feedback.rate(one, rating=3, by=by, now=now),
        "answer": lambda by: feedback.answer(one, text="x", by=by, now=now),
        "read": lambda by: feedback.read(one, by=by, now=now),
        "promise": lambda by: feedback.take_up_as_promise(one, by=by, now=now),
    }
    with pytest.raises(Refused, match=ONLY_THE_PAIR):
        acts[act](cast.coordinator)
    if act != "give":
        with pytest.raises(Refused, match="Only who has received"):
            acts[act](cast.mentor)
    pairing_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=now)
    with pytest.raises(Refused, match=PAIR_HAS_ENDED):
        acts[act](cast.mentee)
    assert Feedback.objects.filter(rating=None, answer="", read_at=None, taken_up="").count() == 1


def test_after_the_end_it_can_be_read_not_answered(cast, sign_in):
    one = give(cast)
    pairing_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=timezone.now())
    page = sign_in(cast.mentee).get(item(one)).content.decode()
    shows(page, GOOD["effect"], "this can be read, not answered")
    assert sign_in(cast.mentee).get(compose(cast)).status_code == 403


# Asked of both at the same step


def test_what_both_are_asked_for_opens_once_both_have_written(cast, asked, sign_in, today):
    mine, theirs = sign_in(cast.mentor), sign_in(cast.mentee)
    assert "Both of you are asked." in mine.get(compose(cast)).content.decode()
    done = mine.post(f"{compose(cast)}?touchpoint={asked.pk}", form(), follow=True).content.decode()
    one = Feedback.objects.get()
    assert one.touchpoint == asked
    shows(done, "Not open yet")
    assert one.opens_at.astimezone(cast.program.zone).date() == today + timedelta(days=6)
    assert theirs.get(item(one)).status_code == 404
    assert GOOD["effect"] not in theirs.get(reverse("feedback", args=[cast.pairing.pk])).content.decode()
    asked.refresh_from_db()
    assert asked.state == "open"
    theirs.post(f"{compose(cast)}?touchpoint={asked.pk}", form(effect="I felt seen by you."))
    asked.refresh_from_db()
    assert (asked.state, asked.done_on) == ("done", today)
    assert GOOD["effect"] in theirs.get(item(one)).content.decode()
    two = Feedback.objects.get(author=cast.mentee)
    assert "I felt seen by you." in mine.get(item(two)).content.decode()
    assert Touchpoint.objects.filter(step=asked.step).count() == 2  # the next one is planned


def test_it_opens_by_itself_when_the_day_has_passed(cast, asked):
    now = timezone.now()
    one = give(cast, touchpoint=asked, now=now)
    late = one.opens_at - timedelta(seconds=1)
    seen = {at: list(Feedback.objects.visible_to(cast.mentee, now=at)) for at in (now, late, one.opens_at)}
    assert seen == {now: [], late: [], one.opens_at: [one]}


def test_moving_the_step_does_not_close_it_again(cast, asked, today):
    one = give(cast, touchpoint=asked)
    Touchpoint.objects.filter(pk=asked.pk).update(due_on=today + timedelta(days=90))
    assert Feedback.objects.visible_to(cast.mentee, now=one.opens_at).exists()


def test_after_the_day_it_opens_at_once_and_the_step_waits_for_both(cast, asked, today):
    Touchpoint.objects.filter(pk=asked.pk).update(due_on=today - timedelta(days=1))
    asked.refresh_from_db()
    one = give(cast, touchpoint=asked)
    asked.refresh_from_db()
    assert (one.opens_at, asked.state) == (one.sent_at, "open")
    give(cast, by="mentee", touchpoint=asked)
    asked.refresh_from_db()
    assert asked.state == "done"


def test_a_step_for_one_side_opens_at_once_and_is_done(cast, asked):
    asked.step.doer = "mentor"
    asked.step.save(update_fields=["doer"])
    one = give(cast, touchpoint=asked)
    asked.refresh_from_db()
    assert (one.opens_at, asked.state) == (one.sent_at, "done")


def test_a_step_is_asked_for_when_it_is_near_or_named(cast, asked, today):
    Touchpoint.objects.filter(pk=asked.pk).update(due_on=today + timedelta(days=40))
    far = queries.asked(cast.pairing, cast.mentor, today=today)
    named = queries.asked(cast.pairing, cast.mentor, today=today, pk=str(asked.pk))
    assert (far, named.touchpoint, named.opens_after) == (None, asked, today + timedelta(days=40))
    give(cast, touchpoint=asked)
    assert queries.asked(cast.pairing, cast.mentor, today=today, pk=str(asked.pk)) is None
    assert queries.asked(cast.pairing, cast.mentee, today=today, pk=str(asked.pk)).opens_after is None
    assert queries.asked(cast.pairing, cast.mentor, today=today, pk="٣" * 30) is None


def test_for_a_step_one_writes_once(cast, asked):
    give(cast, touchpoint=asked)
    with pytest.raises(Refused, match="This step isn’t open"):
        give(cast, touchpoint=asked)
    asked.state = "skipped"
    asked.save(update_fields=["state"])
    with pytest.raises(Refused, match="This step isn’t open"):
        give(cast, by="mentee", touchpoint=asked)


def test_who_has_written_is_not_reminded_nor_asked_again(cast, asked, sign_in, today):
    Touchpoint.objects.filter(pk=asked.pk).update(due_on=today)
    asked.refresh_from_db()
    home = reverse("home")
    address = f"{compose(cast)}?touchpoint={asked.pk}"
    pages = (home, reverse("pair", args=[cast.pairing.pk]))
    for page in pages:
        shows(sign_in(cast.mentor).get(page), address)
        shows(sign_in(cast.mentee).get(page), address)
    give(cast, touchpoint=asked)
    for page in pages:
        hides(sign_in(cast.mentor).get(page), address)
        shows(sign_in(cast.mentee).get(page), address)
    assert queries.has_written([Touchpoint.objects.select_related("step", "pairing__mentor").get()]) == {
        (asked.pk, cast.mentor_in.pk)
    }


def test_the_reminder_of_the_step_leads_to_the_composer_and_not_who_has_written(cast, asked):
    give(cast, touchpoint=asked)
    for member in (cast.mentor_in, cast.mentee_in):
        payload = {"touchpoint": asked.pk, "membership": member.pk, "due_on": asked.due_on.isoformat()}
        words = {"payload": payload, "program_id": cast.program.pk, "pairing_id": cast.pairing.pk}
        outbox.tell(member.user, "step_due", key=f"step:{member.pk}", **words, now=timezone.now())
    rows = list(Notification.objects.filter(kind="step_due").order_by("pk"))
    written, waiting = told_now(rows).values()
    address = f"{compose(cast)}?touchpoint={asked.pk}"
    assert written.reason == HAD_ANSWERED
    assert (waiting.url, waiting.context["write_url"]) == (address, settings.SITE_URL + address)


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_open_both_and_finish_the_step_once(cast, asked):
    def write(by):
        try:
            return give(cast, by=by, touchpoint=Touchpoint.objects.select_related("step").get(pk=asked.pk))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(write, ["mentor", "mentee"]))
    assert Feedback.objects.filter(opens_at__lte=timezone.now()).count() == 2
    assert Entry.objects.filter(verb="touchpoint.done").count() == 1


def test_who_sent_first_and_waited_for_the_other_opens_both(cast, asked):
    now = timezone.now()
    give(cast, by="mentee", touchpoint=asked, now=now)
    second = give(cast, touchpoint=asked, now=now - timedelta(seconds=1))
    assert (second.sent_at, second.opens_at) == (now, now)
    assert {one.opens_at for one in Feedback.objects.all()} == {now}


# What the recipient says and does


def test_the_recipient_rates_and_answers_and_may_change_both(cast, sign_in):
    one, browser = give(cast), sign_in(cast.mentee)
    browser.post(item(one), {"rating": "4", "answer": "Thank you, I’ll try."})
    one.refresh_from_db()
    first = one.rated_at
    assert (one.rating, one.answer) == (4, "Thank you, I’ll try.")
    assert one.read_at is not None
    assert "Thank you, I’ll try." in sign_in(cast.mentor).get(item(one)).content.decode()
    browser.post(item(one), {"rating": "2", "answer": ""})
    one.refresh_from_db()
    assert (one.rating, one.rated_at, one.answer, one.answered_at) == (2, first, "", None)
    assert told() == [("feedback_given", "Sam Lee"), ("feedback_answered", "Miriam Okafor")]
    wrong = browser.post(item(one), {"rating": "6", "answer": "x" * 100_000})
    page = wrong.content.decode()
    assert wrong.status_code == 422
    shows(page, ONE_OF_FIVE, "x" * 100_000)


def test_looking_writes_nothing_and_saying_so_counts_as_read(cast, sign_in):
    one, browser = give(cast), sign_in(cast.mentee)
    browser.get(item(one))
    one.refresh_from_db()
    assert one.read_at is None
    shows(browser.get(reverse("home")), "Miriam gave you feedback")
    browser.post(item(one, "feedback_read"))
    one.refresh_from_db()
    assert one.read_at is not None
    assert "gave you feedback" not in browser.get(reverse("home")).content.decode()


def test_the_rating_is_the_recipients_alone_and_leaves_no_trail(cast, sign_in):
    one = give(cast)
    entries, before = Entry.objects.count(), sign_in(cast.mentor).get(item(one)).content.decode().split("<main")[1]
    feedback.rate(one, rating=1, by=cast.mentee, now=timezone.now())
    after = sign_in(cast.mentor).get(item(one)).content.decode().split("<main")[1]
    assert without_tokens(before) == without_tokens(after)
    assert Entry.objects.count() == entries


def test_three_answers_together_are_told_and_never_one_or_two(cast, sign_in):
    own = reverse("feedback", args=[cast.pairing.pk])
    whole = reverse("program_feedback", args=[cast.program.pk])
    for rating, check in ((5, hides), (5, hides), (4, shows), (1, shows)):
        feedback.rate(give(cast), rating=rating, by=cast.mentee, now=timezone.now())
        check(sign_in(cast.mentor).get(own), "mostly useful")
        check(sign_in(cast.coordinator).get(whole), "mostly useful")
    assert queries.in_program(cast.program) == queries.Useful(3, (("mostly", 1),))
    assert "mostly useful" not in sign_in(cast.mentee).get(own).content.decode()


def link(user, one, query=""):
    return reverse("feedback_useful", args=[links.make("feedback", user=user, object_id=one.pk)]) + query


def test_it_is_rated_from_the_mail_and_looking_writes_nothing(cast):
    one, browser = give(cast), Client()
    page = browser.get(link(cast.mentee, one, "?v=4"))
    assert browser.head(link(cast.mentee, one)).status_code == 200
    one.refresh_from_db()
    assert (page.context["form"].initial["rating"], one.rating) == ("4", None)
    assert "_auth_user_id" not in browser.session
    hides(page, *GOOD.values())
    for rating in ("4", "2"):
        assert browser.post(link(cast.mentee, one), {"rating": rating}).status_code == 302
    one.refresh_from_db()
    shown = browser.get(link(cast.mentee, one)).content.decode()
    assert one.rating == 2
    shows(shown, ANSWER_IS_SAVED, hides=["checked"])
    assert browser.post(link(cast.mentee, one), {}).status_code == 422


def test_a_link_is_for_the_recipient_and_for_two_weeks(cast, asked, monkeypatch):
    one = give(cast)
    assert Client().get(link(cast.mentor, one)).status_code == 403
    assert Client().get(link(cast.outsider, one)).status_code == 404
    closed = give(cast, touchpoint=asked)
    assert Client().get(link(cast.mentee, closed)).status_code == 404
    old = link(cast.mentee, one)
    monkeypatch.setattr("django.core.signing.time.time", lambda: (timezone.now() + timedelta(days=15)).timestamp())
    assert Client().get(old).status_code == 410
    assert Client().get(reverse("feedback_useful", args=["cut-in-two"])).status_code == 404


def test_the_next_step_becomes_a_promise_in_one_tap_and_stands_on_the_agenda(cast, sign_in, today):
    one, browser = give(cast), sign_in(cast.mentee)
    answer = browser.post(item(one, "feedback_promise"), follow=True)
    assert "It stands on your next agenda." in answer.content.decode()
    promise = Promise.objects.get()
    assert (promise.text, promise.owner, promise.due_on) == (
        GOOD["next_step"], cast.mentee_in, today + timedelta(days=14),
    )  # fmt: skip
    assert GOOD["next_step"] in browser.get(reverse("agenda", args=[cast.pairing.pk])).content.decode()
    assert [due.text for due in promise_queries.first_due(cast.pairing, cast.mentor, now=timezone.now())] == [
        GOOD["next_step"]
    ]
    again = browser.post(item(one, "feedback_promise"), follow=True)
    assert Promise.objects.count() == 1
    shows(again, "This next step is taken up already.")
    assert told()[-1] == ("feedback_answered", "Miriam Okafor")


def test_the_next_step_becomes_a_milestone_in_one_tap_and_stands_on_the_agenda(cast, sign_in, today):
    goal = factories.GoalFactory(pairing=cast.pairing, title="Speak in front of the board", state="agreed")
    one, browser = give(cast), sign_in(cast.mentee)
    page = browser.get(item(one)).content.decode()
    assert "A milestone of “Speak in front of the board”" in page
    answer = browser.post(item(one, "feedback_milestone"), {"goal": goal.pk}, follow=True)
    milestone = Milestone.objects.get()
    assert (milestone.goal, milestone.title, milestone.due_on) == (goal, GOOD["next_step"], today + timedelta(days=14))
    assert reverse("goal", args=[goal.pk]) in answer.content.decode()
    assert AgendaItem.objects.get().text == GOOD["next_step"]
    assert GOOD["next_step"] in sign_in(cast.mentor).get(reverse("agenda", args=[cast.pairing.pk])).content.decode()
    again = browser.post(item(one, "feedback_milestone"), {"goal": goal.pk}, follow=True)
    assert Milestone.objects.count() == 1
    shows(again, "taken up already")


@pytest.mark.parametrize("wanted", ["", "x", "0", "9" * 30])
def test_a_milestone_of_no_goal_does_not_exist(cast, sign_in, wanted):
    one = give(cast)
    assert sign_in(cast.mentee).post(item(one, "feedback_milestone"), {"goal": wanted}).status_code == 404


def test_a_goal_of_another_pair_or_a_full_one_takes_no_milestone(cast, sign_in):
    one, browser = give(cast), sign_in(cast.mentee)
    elsewhere = factories.GoalFactory(pairing=factories.PairingFactory())
    assert browser.post(item(one, "feedback_milestone"), {"goal": elsewhere.pk}).status_code == 404
    full = factories.GoalFactory(pairing=cast.pairing)
    for position in range(1, 21):
        factories.MilestoneFactory(goal=full, position=position)
    answer = browser.post(item(one, "feedback_milestone"), {"goal": full.pk}, follow=True)
    one.refresh_from_db()
    assert one.taken_up == ""
    shows(answer, "at most 20 milestones")
    assert AgendaItem.objects.count() == 0


def test_without_a_next_step_there_is_nothing_to_take_up(cast, sign_in):
    one = give(cast, next_step="")
    assert "Take the next step up" not in sign_in(cast.mentee).get(item(one)).content.decode()
    answer = sign_in(cast.mentee).post(item(one, "feedback_promise"), follow=True)
    assert "There is no next step in this feedback." in answer.content.decode()


def test_near_the_end_the_promise_is_for_the_last_day(cast, today):
    cast.pairing.ends_on = today + timedelta(days=3)
    assert feedback.day_to_try(cast.pairing, cast.mentee, now=timezone.now()) == today + timedelta(days=3)


# Mails


def letters(kind, now=None):
    rows = list(Notification.objects.filter(kind=kind).order_by("pk"))
    return list(told_now(rows, now).values())


def test_the_mail_says_that_there_is_something_and_nothing_of_it(cast):
    one = give(cast)
    [letter] = letters("feedback_given")
    assert [rating["label"] for rating in letter.context["ratings"]] == [
        "Not at all",
        "A little",
        "Partly",
        "Useful",
        "Very",
    ]
    assert (letter.url, letter.thread) == (item(one), f"pairing-{cast.pairing.pk}")
    hides(str(letter.context), *GOOD.values())
    feedback.read(one, by=cast.mentee, now=timezone.now())
    assert letters("feedback_given")[0].reason == "They had read it before this went out."


def test_closed_feedback_is_told_and_told_again_when_its_day_has_passed(cast, asked):
    one = give(cast, touchpoint=asked)
    now, opening = Notification.objects.order_by("pk")
    assert (now.recipient, opening.recipient) == (cast.mentee, cast.mentee)
    assert opening.due_at >= one.opens_at
    first, _ = letters("feedback_given")
    assert first.context["opens_on"] == asked.due_on + timedelta(days=1)
    assert "ratings" not in first.context
    assert first.url == f"{compose(cast)}?touchpoint={asked.pk}"
    assert letters("feedback_given", opening.due_at)[1].context["ratings"]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Tokyo"])
def test_what_opens_by_its_day_is_told_at_nine_where_the_reader_is(cast, asked, zone):
    cast.mentee.time_zone = zone
    cast.mentee.save()
    cast.pairing.refresh_from_db()
    give(cast, touchpoint=asked)
    here = Notification.objects.latest("pk").due_at.astimezone(cast.mentee.zone)
    assert (here.date(), here.hour, here.minute) == (asked.due_on + timedelta(days=1), 9, 0)


def test_once_both_have_written_the_day_tells_nothing_more(cast, asked):
    give(cast, touchpoint=asked)
    give(cast, by="mentee", touchpoint=asked)
    assert told() == [("feedback_given", "Sam Lee")] * 2 + [("feedback_given", "Miriam Okafor")]
    assert letters("feedback_given")[1].reason == "Both had written before the day; that was seen then."


def test_an_answer_that_was_taken_back_is_not_told(cast):
    one = give(cast)
    feedback.answer(one, text="Thank you", by=cast.mentee, now=timezone.now())
    assert letters("feedback_answered")[0].context["is_taken_up"] is False
    feedback.answer(one, text=" ", by=cast.mentee, now=timezone.now())
    assert letters("feedback_answered")[0].reason == "They took their answer back before this went out."
    feedback.take_up_as_promise(one, by=cast.mentee, now=timezone.now())
    assert letters("feedback_answered")[1].context["is_taken_up"] is True


def test_who_has_left_and_a_pair_that_ended_get_no_mail(cast):
    one = give(cast)
    cast.mentee_in.state = "left"
    cast.mentee_in.save(update_fields=["state"])
    assert letters("feedback_given")[0].reason == HAS_LEFT
    pairing_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=timezone.now())
    assert letters("feedback_given")[0].reason == HAD_ENDED
    one.delete()
    assert letters("feedback_given")[0].reason == "It was removed before this went out."


# Who knows


def test_the_trail_tells_that_it_happened_without_its_contents(cast):
    one = give(cast)
    feedback.answer(one, text="ANSWER", by=cast.mentee, now=timezone.now())
    feedback.take_up_as_promise(one, by=cast.mentee, now=timezone.now())
    said = [sentences.sentence(entry) for entry in Entry.objects.order_by("pk")]
    assert said == ["gave feedback", "answered feedback", "took up the next step of a feedback", "wrote a promise down"]
    assert [entry.details for entry in Entry.objects.all()] == [{}] * 4


def test_coordinators_see_how_often_it_is_given(cast, sign_in):
    give(cast)
    give(cast)
    give(cast, by="mentee")
    page = sign_in(cast.coordinator).get(reverse("program_feedback", args=[cast.program.pk]))
    [row] = page.context["page"]
    assert (row.by_mentor, row.by_mentee) == (2, 1)
    shows(page, "How useful it is shows from three answers on.")


def test_one_of_the_pair_who_also_coordinates_reads_as_one_of_the_pair(cast, sign_in, asked):
    factories.MembershipFactory(user=cast.mentee, program=cast.program, role="coordinator")
    assert sign_in(cast.mentee).get(item(give(cast, touchpoint=asked))).status_code == 404


# The database refuses, too


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        (dict.fromkeys(GOOD, " "), "feedback_says_something"),
        ({"rating": 6, "rated_at": datetime(2026, 1, 1, tzinfo=UTC)}, "feedback_rating_is_from_one_to_five"),
        ({"rating": 0, "rated_at": datetime(2026, 1, 1, tzinfo=UTC)}, "feedback_rating_is_from_one_to_five"),
        ({"rating": 3}, "feedback_rating_is_from_one_to_five"),
        ({"answer": "Yes"}, "feedback_answer_has_its_time"),
        ({"taken_up": "lost"}, "feedback_taken_up_is_known"),
        ({"opens_at": datetime(2020, 1, 1, tzinfo=UTC)}, "feedback_opens_after_it_is_sent"),
    ],
)
def test_the_database_refuses(cast, changes, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        factories.FeedbackFactory(pairing=cast.pairing, **changes)


def test_the_database_refuses_a_second_one_for_the_same_step(cast, asked):
    factories.FeedbackFactory(pairing=cast.pairing, touchpoint=asked)
    with pytest.raises(IntegrityError, match="feedback_is_given_once_for_a_step"), transaction.atomic():
        factories.FeedbackFactory(pairing=cast.pairing, touchpoint=asked)


def test_the_database_refuses_a_draft_of_feedback_about_a_session(cast):
    session = factories.SessionFactory(pairing=cast.pairing)
    row = {"author": cast.mentor, "pairing": cast.pairing, "values": {}, "saved_at": timezone.now()}
    with pytest.raises(IntegrityError, match="draft_about_is_known"), transaction.atomic():
        Draft.objects.create(**row, session=session, about="feedback")


# Queries


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_ask_a_constant_number_of_questions(cast, sign_in, rows, django_assert_num_queries):
    for _ in range(rows):
        give(cast)
        feedback.rate(give(cast, by="mentee"), rating=3, by=cast.mentor, now=timezone.now())
        pair = factories.PairingFactory(program=cast.program)
        factories.FeedbackFactory(pairing=pair)
    browser = sign_in(cast.mentor)
    with django_assert_num_queries(11):
        browser.get(reverse("feedback", args=[cast.pairing.pk]))
    coordinator = sign_in(cast.coordinator)
    with django_assert_num_queries(8):
        coordinator.get(reverse("program_feedback", args=[cast.program.pk]))


def test_the_pages_of_one_stay_within_twelve(cast, sign_in, asked, django_assert_max_num_queries):
    factories.GoalFactory(pairing=cast.pairing)
    one, browser = give(cast), sign_in(cast.mentee)
    with django_assert_max_num_queries(12):
        browser.get(item(one))
    with django_assert_max_num_queries(12):
        browser.get(compose(cast))
