"""The learning plan: planned or recommended with a word why, done, rated, linked to a goal; for the pair alone."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from goals.learning import actions as learning
from goals.learning.mails import KINDS
from goals.models import LearningItem
from mentoring.activity.models import Entry
from mentoring.notifications.planning import kinds, letters
from mentoring.notifications.planning.models import Notification
from mentoring.web.integrity import Refused
from mentoring.web.links import NOT_SEEN, WITH_A_LOGIN
from tests import factories
from tests.goals.goals.test_goals import agreed, at_once, end, page_of, today, told
from tests.next_steps import about_goals
from tests.pages import hides, shows
from tests.sentences import HAD_ENDED, NOT_IN_PAIR, PAIR_HAS_ENDED, SHORTEN, SHORTER, USED_ALREADY, WAS_DONE, too_long

pytestmark = pytest.mark.django_db


def add(cast, by="mentee", **changes):
    words = {"title": "Talk like TED", "by": getattr(cast, by), "now": timezone.now(), "form_key": uuid.uuid4()}
    return learning.add(cast.pairing, **(words | changes))


def form(**changes):
    return {"title": "Talk like TED", "kind": "reading", "form_key": str(uuid.uuid4()), **changes}


def page(cast, name="learning"):
    return reverse(name, args=[cast.pairing.pk])


def act(item, name):
    return reverse(f"learning_{name}", args=[item.pk])


def test_mentee_plans_and_nobody_is_told(cast, sign_in):
    goal = agreed(cast)
    words = form(why="For **the demo**", url="example.org/talk", goal=goal.pk, kind="course")
    assert sign_in(cast.mentee).post(page(cast, "learning_new"), words).url == page(cast)
    item = LearningItem.objects.get()
    assert (item.title, item.kind, item.why, item.url, item.goal, item.added_by, item.is_recommended) == (
        "Talk like TED",
        "course",
        "For **the demo**",
        "https://example.org/talk",
        goal,
        cast.mentee,
        False,
    )
    assert told()[2:] == []
    text = sign_in(cast.mentor).get(page(cast)).content.decode()
    shows(text, "Talk like TED", "<strong>the demo</strong>", goal.title)
    assert "Talk like TED" in sign_in(cast.mentor).get(page_of(goal)).content.decode()


def test_mentor_recommends_and_the_mentee_is_told(cast, sign_in):
    answer = sign_in(cast.mentor).post(page(cast, "learning_new"), form(why="It helped me"), follow=True)
    assert "Recommended. Sam is told." in answer.content.decode()
    assert (LearningItem.objects.get().is_recommended, told()) == (True, [("learning_recommended", "Sam Lee")])
    assert list(Entry.objects.filter(subject_type="learningitem").values_list("verb", "details")) == [
        ("learning.recommended", {})
    ]


def test_something_is_taken_from_the_library_and_outlives_it(cast, sign_in):
    resource = factories.ResourceFactory(program=cast.program, title="Ask more", kind="practice", url="https://a.org/x")
    browser, address = sign_in(cast.mentee), page(cast, "learning_new") + f"?resource={resource.pk}"
    first = browser.get(address).context["form"].initial
    assert (first["title"], first["kind"], first["url"]) == ("Ask more", "practice", "https://a.org/x")
    browser.post(address, form(title="Ask more", url="https://a.org/x"))
    item = LearningItem.objects.get()
    assert item.resource == resource
    resource.delete()
    item.refresh_from_db()
    assert (item.resource, item.title) == (None, "Ask more")


def test_what_is_not_of_the_program_is_not_taken(cast, sign_in):
    foreign = factories.ResourceFactory(program=cast.other_program, title="THEIRS")
    for wrong in (foreign.pk, "x", "9" * 5000, "²"):
        answer = sign_in(cast.mentee).get(page(cast, "learning_new") + f"?resource={wrong}&goal={wrong}")
        assert answer.status_code == 200
        hides(answer, "THEIRS")


@pytest.mark.django_db(transaction=True)
def test_ten_presses_at_once_add_one_item(cast):
    key, now = uuid.uuid4(), timezone.now()
    at_once(10, lambda _: add(cast, by="mentor", form_key=key, now=now))
    assert (LearningItem.objects.count(), told()) == (1, [("learning_recommended", "Sam Lee")])


def test_form_key_of_another_item_is_refused(cast):
    key = add(cast).form_key
    with pytest.raises(Refused, match=USED_ALREADY):
        add(cast, by="mentor", form_key=key)


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"title": ""}, {"title": ["Say what it is."]}),
        ({"title": "t" * 100_000}, {"title": [f"{too_long(200)} {SHORTER}"]}),
        (
            {"why": "ä" * 100_000},
            {"why": [f"{too_long(500)} {SHORTEN}"]},
        ),
        ({"url": "javascript:alert(1)"}, {"url": ["Enter a whole address, such as https://example.org/article."]}),
        ({"url": "ftp://a.org"}, {"url": ["Enter a whole address, such as https://example.org/article."]}),
        ({"url": "https://bank.example:pw@a.org/"}, {"url": [WITH_A_LOGIN]}),
        ({"url": "https://a.org/\u202egpj.exe"}, {"url": [NOT_SEEN]}),
        ({"goal": "999"}, {"goal": ["Choose one of your goals."]}),
        ({"kind": "nap"}, ["Select a valid choice"]),
    ],
)
def test_the_form_says_what_is_wrong(cast, sign_in, changes, errors):
    answer = sign_in(cast.mentee).post(page(cast, "learning_new"), form(**changes))
    said = answer.context["form"].errors
    assert (answer.status_code, LearningItem.objects.count()) == (422, 0)
    assert said == errors if isinstance(errors, dict) else errors[0] in str(said)


def test_the_database_refuses_it_too(cast):
    item = add(cast)
    rows = LearningItem.objects.filter(pk=item.pk)
    for changes, constraint in (
        ({"rating": 6, "done_on": today(cast)}, "learning_rating_is_from_1_to_5"),
        ({"rating": 3}, "learning_is_rated_once_done"),
        ({"takeaway": "Much"}, "learning_is_rated_once_done"),
        ({"url": "ftp://a.org"}, "learning_address_is_of_the_web"),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            rows.update(**changes)


def test_a_goal_of_another_pair_is_not_linked(cast):
    with pytest.raises(Refused, match="Choose one of your goals"):
        add(cast, goal=factories.GoalFactory())


# Done and rated


def test_mentee_does_it_rates_it_and_takes_it_back(cast, sign_in):
    item, browser = add(cast, by="mentor"), sign_in(cast.mentee)
    yesterday = today(cast) - timedelta(days=1)
    browser.post(act(item, "done"), {"rating": "4", "takeaway": "Stories", "on": yesterday})
    item.refresh_from_db()
    assert (item.done_on, item.rating, item.takeaway) == (yesterday, 4, "Stories")
    text = sign_in(cast.mentor).get(page(cast)).content.decode()
    shows(text, ": useful", "Stories")
    browser.post(act(item, "done"), {"rating": "2", "takeaway": ""})
    item.refresh_from_db()
    assert (item.done_on, item.rating, item.takeaway) == (yesterday, 2, "")
    for _ in range(2):
        browser.post(act(item, "reopen"))
    item.refresh_from_db()
    assert (item.done_on, item.rating) == (None, None)
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "learning.recommended",
        "learning.done",
        "learning.rated",
        "learning.reopened",
    ]


def test_done_needs_no_rating_and_not_a_day_to_come(cast, sign_in):
    item, browser = add(cast), sign_in(cast.mentee)
    answer = browser.post(act(item, "done"), {"on": today(cast) + timedelta(days=1)})
    assert answer.context["form"].errors == {"on": ["Choose today or a day before it."]}
    answer = browser.post(act(item, "done"), {"rating": "9"})
    assert answer.context["form"].errors == {"rating": ["Choose how useful it was."]}
    browser.post(act(item, "done"), {})
    item.refresh_from_db()
    assert (item.done_on, item.rating) == (today(cast), None)


def test_the_mentee_says_when_it_is_done(cast, sign_in):
    item, browser = add(cast, by="mentor"), sign_in(cast.mentor)
    answer = browser.post(act(item, "done"), {})
    assert answer.context["form"].non_field_errors() == ["Sam says when it is done."]
    assert "Sam says when it is done." in browser.post(act(item, "reopen"), follow=True).content.decode()
    assert act(item, "done") not in browser.get(page(cast)).content.decode()


def test_words_are_changed_by_whoever_wrote_them(cast, sign_in):
    item = add(cast, by="mentor", why="Good")
    browser = sign_in(cast.mentor)
    browser.post(act(item, "edit"), form(title="Better title"))
    item.refresh_from_db()
    assert (item.title, item.why) == ("Better title", "")
    answer = sign_in(cast.mentee).post(act(item, "edit"), form(title="Mine"))
    assert answer.context["form"].non_field_errors() == ["Miriam put this here and can change its words."]


def test_an_item_may_stay_with_a_goal_that_is_closed_by_now(cast, sign_in):
    goal = agreed(cast)
    item, browser = add(cast, goal=goal), sign_in(cast.mentee)
    from goals.goals import actions as goals

    goals.let_go(goal, reason="r", by=cast.mentee, now=timezone.now())
    assert browser.post(act(item, "edit"), form(title="New", goal=goal.pk)).status_code == 302
    assert browser.post(page(cast, "learning_new"), form(goal=goal.pk)).status_code == 422


def test_who_removes_what(cast, sign_in):
    own, recommended = add(cast, title="OWN"), add(cast, by="mentor", title="RECOMMENDED")
    mentor, mentee = sign_in(cast.mentor), sign_in(cast.mentee)
    assert "Sam put this here and can remove it." in mentor.post(act(own, "remove"), follow=True).content.decode()
    learning.finish(recommended, by=cast.mentee, now=timezone.now())
    answer = mentee.post(act(recommended, "remove"), follow=True)
    assert "This is done. Take that back first, then remove it." in answer.content.decode()
    learning.reopen(recommended, by=cast.mentee, now=timezone.now())
    mentee.post(act(recommended, "remove"))
    mentee.post(act(own, "remove"))
    assert LearningItem.objects.count() == 0
    learning.remove(own, by=cast.mentee, now=timezone.now())
    for refused in (learning.finish, learning.reopen, learning.change):
        with pytest.raises(Refused, match="removed from the plan meanwhile"):
            refused(own, by=cast.mentee, now=timezone.now())
    assert Entry.objects.filter(verb="learning.removed").count() == 2


def test_learning_for_a_goal_ends_its_quiet(cast):
    goal = agreed(cast)
    type(goal).objects.update(moved_at=timezone.now() - timedelta(weeks=7))
    item = add(cast, goal=goal)
    assert about_goals(cast.mentee, now=timezone.now()) == []
    type(goal).objects.update(moved_at=timezone.now() - timedelta(weeks=7))
    learning.finish(item, by=cast.mentee, now=timezone.now())
    assert about_goals(cast.mentee, now=timezone.now()) == []


# Who


@pytest.mark.parametrize("viewer", ["coordinator", "other_mentee", "outsider", "administrator"])
def test_for_others_there_is_no_plan(cast, sign_in, viewer):
    item, browser = add(cast, title="SECRET"), sign_in(getattr(cast, viewer))
    assert [browser.get(address).status_code for address in (page(cast), act(item, "edit"), act(item, "done"))] == [
        404
    ] * 3
    assert [browser.post(act(item, name)).status_code for name in ("edit", "done", "reopen", "remove")] == [404] * 4
    assert LearningItem.objects.get().done_on is None


def test_no_words_reach_the_trail(cast):
    item = add(cast, by="mentor", title="SECRET", why="SECRET")
    learning.finish(item, takeaway="SECRET", rating=3, by=cast.mentee, now=timezone.now())
    assert "SECRET" not in str(list(Entry.objects.values())) + str(list(Notification.objects.values()))


def test_after_the_end_it_is_read_not_written(cast, sign_in):
    item, browser = add(cast), sign_in(cast.mentee)
    end(cast)
    text = browser.get(page(cast)).content.decode()
    shows(text, "Talk like TED", hides=[act(item, "done")])
    assert browser.get(page(cast, "learning_new")).status_code == 403
    assert [browser.post(act(item, name)).status_code for name in ("edit", "done", "reopen", "remove")] == [403] * 4
    for refused in (lambda: add(cast), lambda: learning.finish(item, by=cast.mentee, now=timezone.now())):
        with pytest.raises(Refused, match=PAIR_HAS_ENDED):
            refused()


def test_markup_emoji_and_other_directions_are_only_words(cast, sign_in):
    evil = "<script>alert(1)</script>"
    item = add(cast, by="mentor", title=evil, why=f"{evil} 🎉 مرحبا")
    learning.finish(item, takeaway=evil, by=cast.mentee, now=timezone.now())
    text = "".join(sign_in(cast.mentee).get(address).content.decode() for address in (page(cast), act(item, "done")))
    shows(text, "🎉 مرحبا", hides=["<script>alert"])


# The mail


def outcome():
    rows = list(Notification.objects.filter(kind=KINDS[0].name).order_by("pk").select_related("recipient"))
    prepared = kinds.get("learning_recommended").prepare(rows, timezone.now())

    def read(row):
        found = prepared[row.pk]
        if isinstance(found, kinds.Suppressed):
            return found.reason
        return letters.render("learning_recommended", {**found.context, "recipient": row.recipient}).text

    return [read(row) for row in rows]


def test_several_recommendations_are_one_mail_without_their_words(cast):
    for number in range(2):
        add(cast, by="mentor", title=f"SECRET {number}", why="SECRET")
    first, second = outcome()
    assert first == "Told together with another recommendation."
    assert "Miriam Okafor put 2 things into your learning plan and wrote why." in second
    assert "SECRET" not in second


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("removed", "The recommendation was removed before this went out."),
        ("done", WAS_DONE),
        ("ended", HAD_ENDED),
    ],
)
def test_what_is_no_longer_true_is_not_told(cast, what, reason):
    item, now = add(cast, by="mentor"), timezone.now()
    if what == "removed":
        learning.remove(item, by=cast.mentor, now=now)
    elif what == "done":
        learning.finish(item, by=cast.mentee, now=now)
    else:
        end(cast)
    assert outcome() == [reason]


def test_what_is_done_is_not_told_with_the_others(cast):
    first, _, third = (add(cast, by="mentor", title=str(number)) for number in range(3))
    learning.finish(first, by=cast.mentee, now=timezone.now())
    learning.remove(third, by=cast.mentor, now=timezone.now())
    done, told, removed = outcome()
    assert (done, removed) == (WAS_DONE, "The recommendation was removed before this went out.")
    assert "Miriam Okafor put something into your learning plan" in told


def test_who_has_left_the_pair_is_not_told(cast):
    Notification.objects.create(
        key="k",
        recipient=cast.outsider,
        kind="learning_recommended",
        payload={"item": add(cast).pk},
        due_at=timezone.now(),
    )
    assert outcome() == [NOT_IN_PAIR]


def test_the_sample_is_a_whole_mail(cast):
    rendered = letters.render(KINDS[0].name, {**KINDS[0].sample(), "recipient": cast.mentee})
    assert rendered.html.count("<h1") == 1
    hides(rendered.html + rendered.text, "{{")


# Queries


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_plan_takes_a_constant_number_of_queries(cast, sign_in, without_limits, number):
    goal = agreed(cast)
    for n in range(number):
        add(cast, by="mentor", title=str(n), goal=goal)
    browser = sign_in(cast.mentee)
    browser.get(page(cast))
    with CaptureQueriesContext(connection) as made:
        text = browser.get(page(cast)).content.decode()
    assert (text.count('id="item-'), len(made)) == (min(number, 25), 8)
    with CaptureQueriesContext(connection) as made:
        browser.get(page_of(goal))
    assert len(made) == 10


@pytest.mark.parametrize("number", [1, 3])
def test_a_batch_takes_a_constant_number_of_queries(cast, number, django_assert_num_queries):
    for _ in range(number):
        add(cast, by="mentor")
    rows = list(Notification.objects.select_related("recipient"))
    with django_assert_num_queries(1):
        assert len(kinds.get("learning_recommended").prepare(rows, timezone.now())) == number
