"""A check-in: one rating each, done when all who are asked have answered; the partner never sees it."""

import threading
from datetime import timedelta

import pytest
from django.core import signing
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentoring.activity.models import Entry
from mentoring.notifications.answering import links
from mentoring.web.integrity import Refused
from pairings.check_ins import actions as check_ins
from pairings.models import CheckIn, Pairing, Touchpoint
from tests import factories
from tests.pages import shows
from tests.sentences import ANSWER_IS_SAVED, ONE_OF_FIVE

NOW = timezone.now()


@pytest.fixture
def check_in(cast):
    """A check-in of both sides of the cast's pair, due today, every 30 days."""
    step = factories.StepFactory(program=cast.program, kind="check_in", title="Check-in", every_days=30)
    return factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=cast.program.today(NOW))


def link(user, touchpoint):
    token = links.make("check-in", user=user, object_id=touchpoint.pk)
    return reverse("check_in_answer", args=[token])


def test_it_is_done_when_both_have_answered(cast, check_in):
    check_ins.answer(check_in, by=cast.mentor, rating=4, comment="", now=NOW)
    check_in.refresh_from_db()
    assert check_in.state == "open"
    check_ins.answer(check_in, by=cast.mentee, rating=5, comment="Lovely.", now=NOW)
    check_in.refresh_from_db()
    assert (check_in.state, check_in.done_on) == ("done", cast.program.today(NOW))
    following = cast.pairing.touchpoints.open().get()
    assert following.due_on == cast.program.today(NOW) + timedelta(days=30)


def test_it_is_done_when_the_one_who_is_asked_has_answered(cast, check_in):
    check_in.step.doer = "mentee"
    check_in.step.save()
    with pytest.raises(Refused, match="for somebody else"):
        check_ins.answer(check_in, by=cast.mentor, rating=4, now=NOW)
    check_ins.answer(check_in, by=cast.mentee, rating=4, now=NOW)
    check_in.refresh_from_db()
    assert check_in.state == "done"


@pytest.mark.django_db(transaction=True)
def test_it_is_done_when_both_answer_at_the_same_moment(cast, check_in):
    together = threading.Barrier(2)

    def attempt(by):
        try:
            together.wait(timeout=30)
            check_ins.answer(check_in, by=by, rating=4, now=NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=[by]) for by in (cast.mentor, cast.mentee)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    check_in.refresh_from_db()
    assert (check_in.state, CheckIn.objects.count(), cast.pairing.touchpoints.count()) == ("done", 2, 2)


def test_the_last_answer_counts_also_after_it_is_done(cast, check_in):
    for by, rating in ((cast.mentor, 4), (cast.mentee, 2), (cast.mentee, 3)):
        check_ins.answer(check_in, by=by, rating=rating, now=NOW)
    assert list(CheckIn.objects.order_by("member__role").values_list("rating", flat=True)) == [3, 4]
    verbs = Entry.objects.filter(verb__startswith="check_in").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["check_in.answered", "check_in.answered", "check_in.changed"]
    assert cast.pairing.touchpoints.count() == 2


def test_who_answers_at_the_moment_it_is_skipped_is_told(cast, check_in):
    Touchpoint.objects.filter(pk=check_in.pk).update(state="skipped")
    with pytest.raises(Refused, match="no longer needed"):
        check_ins.answer(check_in, by=cast.mentee, rating=2, now=NOW)


def test_one_that_was_skipped_is_not_needed(cast, check_in):
    Touchpoint.objects.filter(pk=check_in.pk).update(state="skipped")
    page = Client().get(link(cast.mentor, check_in))
    assert "This check-in is no longer needed" in page.content.decode()
    assert Client().post(link(cast.mentor, check_in), {"rating": 4}).status_code == 422
    assert CheckIn.objects.count() == 0


def test_the_link_chooses_the_rating_and_writes_nothing(cast, check_in):
    browser = Client()
    page = browser.get(link(cast.mentor, check_in) + "?v=4")
    assert page.context["form"]["rating"].value() == 4
    assert page.content.decode().count("checked") == 1
    for other in ("6", "x", "", "4 "):
        assert browser.get(link(cast.mentor, check_in) + f"?v={other}").context["form"]["rating"].value() is None
    browser.head(link(cast.mentor, check_in) + "?v=4")
    assert (CheckIn.objects.count(), Entry.objects.count()) == (0, 0)


def test_the_answer_from_the_mail_is_saved_and_can_be_changed(cast, check_in):
    browser, url = Client(), link(cast.mentee, check_in)
    for rating in (4, 2):
        answer = browser.post(url, {"rating": rating, "comment": "We talk past each other."})
        assert (answer.status_code, answer["Location"]) == (302, url)
    kept = CheckIn.objects.get()
    assert (kept.rating, kept.comment, kept.member) == (2, "We talk past each other.", cast.mentee_in)
    assert ANSWER_IS_SAVED in browser.get(url).content.decode()
    assert "_auth_user_id" not in browser.session


def test_the_link_alone_shows_neither_rating_nor_comment_and_keeps_the_comment(cast, check_in):
    """The mail may have been forwarded, to the partner too."""
    check_ins.answer(check_in, by=cast.mentee, rating=2, comment="SECRET-WORDS", now=NOW)
    page = Client().get(link(cast.mentee, check_in), headers={"Sec-Purpose": "prefetch"})
    shows(page, ANSWER_IS_SAVED, "Change your answer", hides=["SECRET-WORDS"])
    page = Client().get(link(cast.mentee, check_in) + "?again")
    assert page.context["form"].initial == {"rating": None, "comment": ""}
    shows(page, "What you answered isn’t shown here", hides=["SECRET-WORDS"])
    Client().post(link(cast.mentee, check_in), {"rating": "3", "comment": ""})
    assert [(one.rating, one.comment) for one in CheckIn.objects.all()] == [(3, "SECRET-WORDS")]
    Client().post(link(cast.mentee, check_in), {"rating": "3", "comment": "Other words"})
    assert CheckIn.objects.get().comment == "Other words"


def test_the_link_is_good_for_14_days_and_for_a_pair_that_lasts(cast, check_in, monkeypatch):
    url = link(cast.mentee, check_in)
    check_ins.answer(check_in, by=cast.mentee, rating=2, now=NOW)
    Pairing.objects.filter(pk=cast.pairing.pk).update(state="ended", ended_on=cast.program.today(NOW))
    assert "no longer needed" in Client().get(url).content.decode()
    page = Client().post(url, {"rating": "5"})
    assert page.status_code == 422
    shows(page, "This check-in is no longer needed.")
    later = signing.time.time() + timedelta(days=14, seconds=60).total_seconds()
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert [Client().get(url).status_code, Client().post(url, {"rating": "5"}).status_code] == [410, 410]
    assert [one.rating for one in CheckIn.objects.all()] == [2]


def test_no_rating_is_a_sentence(cast, check_in):
    page = Client().post(link(cast.mentee, check_in), {"comment": "Hm."})
    assert (page.status_code, page.context["form"].errors) == (422, {"rating": ["Choose how it is going."]})
    page = Client().post(link(cast.mentee, check_in), {"rating": "9"})
    assert page.context["form"].errors == {"rating": [ONE_OF_FIVE]}


def test_the_signed_in_page_is_for_the_pair(cast, sign_in, check_in):
    url = reverse("check_in", args=[check_in.pk])
    seen = {
        part: sign_in(getattr(cast, part)).get(url).status_code
        for part in ("mentor", "mentee", "coordinator", "other_mentee", "outsider")
    }
    assert seen == {"mentor": 200, "mentee": 200, "coordinator": 404, "other_mentee": 404, "outsider": 404}
    assert Client().get(url).status_code == 302
    answer = sign_in(cast.mentee).post(url, {"rating": 5})
    assert answer["Location"] == reverse("pair", args=[cast.pairing.pk])
    assert CheckIn.objects.get().rating == 5


def test_the_signed_in_page_is_closed_to_the_side_that_is_not_asked(cast, sign_in, check_in):
    check_in.step.doer = "mentee"
    check_in.step.save()
    assert sign_in(cast.mentor).get(reverse("check_in", args=[check_in.pk])).status_code == 403
    session = factories.TouchpointFactory(pairing=cast.pairing)
    assert sign_in(cast.mentor).get(reverse("check_in", args=[session.pk])).status_code == 404


def test_the_page_of_the_partner_does_not_show_the_answer(cast, sign_in, check_in):
    check_ins.answer(check_in, by=cast.mentee, rating=2, comment="We talk past each other.", now=NOW)
    where = {"mentor": "together", "mentee": "together", "coordinator": "pair"}
    pages = {
        part: sign_in(getattr(cast, part)).get(reverse(view, args=[cast.pairing.pk])) for part, view in where.items()
    }
    shown = {part: "We talk past each other." in page.content.decode() for part, page in pages.items()}
    assert shown == {"mentor": False, "mentee": True, "coordinator": True}
    assert {part: len(page.context["check_ins"]) for part, page in pages.items()} == {
        "mentor": 0,
        "mentee": 1,
        "coordinator": 1,
    }


def test_the_database_refuses_a_second_answer_and_a_sixth_step_of_the_scale(cast, check_in):
    kept = check_ins.answer(check_in, by=cast.mentee, rating=2, now=NOW)
    with pytest.raises(IntegrityError, match="check_in_is_single"), transaction.atomic():
        CheckIn.objects.create(touchpoint=check_in, member=cast.mentee_in, rating=3, answered_at=NOW)
    with pytest.raises(IntegrityError, match="check_in_rating_is_1_to_5"), transaction.atomic():
        CheckIn.objects.filter(pk=kept.pk).update(rating=6)
