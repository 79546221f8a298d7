"""What has been kept for as long as the administrator wants goes at night, and nothing that somebody still needs."""

import uuid
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from structlog.testing import capture_logs

from mentoring import retention
from mentoring.accounts.models import Keeping, Organisation, User
from mentoring.activity.models import Entry
from mentoring.home import queries, tasks
from mentoring.home.actions import keeping
from mentoring.notifications.planning.models import Mail, Notification
from mentoring.notifications.sending import actions as sending
from mentoring.web.integrity import Refused
from pairings.models import Draft
from programs.models import Invitation, Program, Roster
from tests import factories
from tests.pages import shows

pytestmark = pytest.mark.django_db

PAGE_QUERIES = 12
OLD = timedelta(days=4000)
YOUNG = timedelta(days=5)


@pytest.fixture
def organisation(db):
    return Organisation.objects.create(pk=1, name="Harbour Engineering")


def ago(age):
    return timezone.now() - age


def gone(name):
    return keeping.clear(now=timezone.now())[name]


def mail(state, age, **fields):
    sent_at = ago(age) if state == "sent" else None
    words = {"to": "sam@example.org", "kind": "invitation", "subject": "Hello", "text": "Come in", "html": "<p>Come in"}
    claimed = {"claim": uuid.uuid4(), "claimed_at": timezone.now()} if state == "sending" else {}
    row = words | claimed | {"message_id": f"<{uuid.uuid4()}@localhost>", "created_at": ago(age), "sent_at": sent_at}
    return Mail.objects.create(**row | fields, state=state)


def notification(cast, age, **fields):
    row = {"key": str(uuid.uuid4()), "recipient": cast.mentor, "kind": "kudos_given", "due_at": ago(age)}
    told = {"state": "delivered", "decided_at": ago(age), "in_app": True, "title": "Thank you", "url": "/"}
    return Notification.objects.create(**row | told | fields)


def entry(age, **fields):
    row = {"at": ago(age), "verb": "goal.reached", "subject_type": "goal", "subject_id": 1}
    return Entry.objects.create(**row | fields)


def for_all(spans):
    for name, days in spans.items():
        Keeping.objects.update_or_create(kind=name, defaults={"days": days})


def test_of_an_old_mail_the_text_goes_and_that_it_was_sent_stays():
    old = [mail(state, OLD) for state in ("sent", "failed", "withdrawn")]
    kept = [mail("queued", OLD), mail("sending", OLD), mail("sent", YOUNG), mail("sent", OLD, sent_at=ago(YOUNG))]
    assert [gone("mails"), gone("mails")] == [3, 0]
    for row in old:
        row.refresh_from_db()
        assert (row.text, row.html, row.headers, row.subject, row.to) == ("", "", {}, "Hello", "sam@example.org")
    assert set(Mail.objects.exclude(text="")) == set(kept)


def test_a_failed_mail_without_its_text_is_not_sent_again(cast, sign_in):
    row = mail("failed", OLD, program_id=cast.program.pk)
    gone("mails")
    row.refresh_from_db()
    page = sign_in(cast.coordinator).get(reverse("mail", args=[cast.program.pk, row.pk]))
    shows(page, "Its text is no longer kept", hides=["Send again"])
    with pytest.raises(Refused, match="its text is no longer kept"):
        sending.send_again(row, by=cast.coordinator, now=timezone.now())
    row.refresh_from_db()
    assert row.state == "failed"


def test_an_old_line_leaves_the_app_and_stays_told(cast):
    old, young = notification(cast, OLD), notification(cast, YOUNG)
    undecided = {"decided_at": None, "in_app": True}
    waiting = [notification(cast, OLD, state=state, **undecided) for state in ("planned", "folded")]
    assert [gone("lines"), gone("lines")] == [1, 0]
    old.refresh_from_db()
    assert (old.in_app, old.title, old.state) == (False, "", "delivered")
    assert set(Notification.objects.filter(in_app=True)) == {young, *waiting}


def test_old_drafts_go(cast):
    row = {"author": cast.mentor, "pairing": cast.pairing, "values": {"text": "…"}}
    Draft.objects.create(**row, about="agreement", saved_at=ago(OLD))
    young = Draft.objects.create(**row, about="feedback", saved_at=ago(YOUNG))
    assert [gone("drafts"), gone("drafts")] == [1, 0]
    assert Draft.objects.get() == young


def test_activity_stays_for_ever_unless_somebody_chooses_otherwise(cast):
    entry(OLD)
    assert gone("activity") == 0
    Keeping.objects.create(kind="activity", days=730)
    assert gone("activity") == 1


def test_the_activity_of_a_program_stays_until_it_is_closed(cast):
    Keeping.objects.create(kind="activity", days=730)
    Program.objects.filter(pk=cast.other_program.pk).update(state=Program.State.CLOSED)
    entry(OLD, program_id=cast.program.pk)
    entry(OLD, program_id=cast.other_program.pk)
    entry(YOUNG, program_id=cast.other_program.pk)
    assert [gone("activity"), gone("activity")] == [1, 0]
    left = Entry.objects.filter(verb="goal.reached").order_by("at").values_list("program_id", flat=True)
    assert list(left) == [cast.program.pk, cast.other_program.pk]


def test_the_database_deletes_no_entry_of_the_last_year_and_changes_none():
    young, old = entry(timedelta(days=300)), entry(OLD)
    for act in (young.delete, Entry.objects.all().delete, lambda: Entry.objects.filter(pk=old.pk).update(verb="x")):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            act()
    assert Entry.objects.count() == 2
    shortest = min(days for kind in retention.kinds() if kind.name == "activity" for days in kind.spans if days)
    assert shortest >= 365


def test_invitations_that_led_nowhere_go_and_the_others_stay(cast):
    def invited(email, **fields):
        row = {"created_at": ago(OLD), "sent_at": ago(OLD), "expires_at": ago(OLD - timedelta(days=14))}
        return factories.InvitationFactory(
            program=cast.program, invited_by=cast.coordinator, email=email, **row | fields
        )

    invited("ended@example.org")
    invited("withdrawn@example.org", state="withdrawn", answered_at=ago(OLD))
    kept = {
        invited("accepted@example.org", state="accepted", answered_at=ago(OLD)),
        invited("just@example.org", state="withdrawn", answered_at=ago(YOUNG)),
        invited("waits@example.org", expires_at=ago(-YOUNG)),
    }
    assert [gone("invitations"), gone("invitations")] == [2, 0]
    assert set(Invitation.objects.filter(program=cast.program)) == kept


def test_lists_that_were_never_sent_go(cast):
    row = {"program": cast.program, "by": cast.coordinator, "file_name": "people.csv"}
    Roster.objects.create(**row, created_at=ago(OLD), people=[["sam@example.org", "Sam", "mentee"]])
    kept = {
        Roster.objects.create(**row, created_at=ago(OLD), sent_at=ago(OLD)),
        Roster.objects.create(**row, created_at=ago(YOUNG)),
    }
    assert [gone("lists"), gone("lists")] == [1, 0]
    assert set(Roster.objects.all()) == kept


def test_accounts_that_nobody_finished_go_and_people_with_a_place_stay(cast):
    def somebody(**fields):
        person = factories.UserFactory(**{"joined_at": ago(OLD)} | fields)
        EmailAddress.objects.filter(user=person).update(verified=False)
        return person

    somebody()
    kept = {
        factories.UserFactory(joined_at=ago(OLD)),
        somebody(joined_at=ago(YOUNG)),
        somebody(last_login=ago(OLD)),
        somebody(is_administrator=True),
        factories.MembershipFactory(program=cast.program, role="mentor", user=somebody()).user,
        factories.ApplicationFactory(program=cast.program, user=somebody()).user,
    }
    before = User.objects.count()
    assert [gone("accounts"), gone("accounts")] == [1, 0]
    assert User.objects.count() == before - 1
    assert kept <= set(User.objects.all())


def test_more_than_one_batch_goes_in_one_night(cast, monkeypatch):
    monkeypatch.setattr(keeping, "AT_ONCE", 2)
    for _ in range(5):
        mail("sent", OLD)
    assert [gone("mails"), gone("mails")] == [5, 0]


def test_every_night_the_log_says_how_much_went(cast):
    mail("sent", OLD)
    with capture_logs() as said:
        tasks.clear_old()
    line = next(one for one in said if one["event"] == "old_cleared")
    assert (line["mails"], line["drafts"]) == (1, 0)
    nightly = settings.CELERY_BEAT_SCHEDULE["clear old"]
    assert (nightly["task"], nightly["schedule"].hour) == (tasks.clear_old.name, {3})


# The page


def sent(**changes):
    kept = {name: "ever" if days is None else str(days) for name, days in queries.kept_for().items()}
    return kept | changes


def test_the_page_says_what_goes_tonight_before_anything_is_saved(cast, organisation, sign_in):
    mail("sent", timedelta(days=100))
    browser = sign_in(cast.administrator)
    shows(browser.get(reverse("keeping")), "Nothing is old enough.", "For ever")
    for headers in ({}, {"HX-Request": "true"}):
        looked = browser.post(reverse("keeping"), sent(mails="90", do="look"), headers=headers)
        assert (looked.status_code, Keeping.objects.count()) == (200, 0)
        shows(looked, "With what you have chosen, this goes tonight", "1 text of an email", "It isn’t saved yet.")
    assert browser.post(reverse("keeping"), sent(mails="90", do="save")).status_code == 302
    assert list(Keeping.objects.values_list("kind", "days")) == [("mails", 90)]
    changed = Entry.objects.get(verb="keeping.changed")
    assert changed.details == {"before": {"mails": 183}, "after": {"mails": 90}}
    assert [queries.due_to_go(queries.kept_for(), now=timezone.now())["mails"], gone("mails")] == [1, 1]


def test_saving_what_stands_records_nothing(cast, organisation, sign_in):
    assert sign_in(cast.administrator).post(reverse("keeping"), sent()).status_code == 302
    assert (Keeping.objects.count(), Entry.objects.filter(verb="keeping.changed").count()) == (0, 0)


def test_a_time_that_is_not_on_the_list_is_refused_with_a_sentence(cast, organisation, sign_in):
    for wrong in ("1", "", "x", "ever"):
        answer = sign_in(cast.administrator).post(reverse("keeping"), sent(accounts=wrong))
        assert (answer.status_code, Keeping.objects.count()) == (422, 0)
        assert answer.context["form"].errors == {"accounts": ["Choose one of the times on the list."]}
    Keeping.objects.create(kind="accounts", days=5000)
    assert queries.kept_for()["accounts"] == 30


def test_only_administrators_choose(cast, organisation, sign_in):
    for part in ("coordinator", "mentor", "outsider"):
        browser = sign_in(getattr(cast, part))
        assert [browser.get(reverse("keeping")).status_code, browser.post(reverse("keeping"), sent()).status_code] == [
            403,
            403,
        ]


def test_the_page_asks_the_same_number_of_queries_however_much_is_old(
    cast, organisation, sign_in, django_assert_num_queries
):
    browser = sign_in(cast.administrator)
    browser.get(reverse("keeping"))
    for _ in range(2):
        mail("sent", OLD)
        with django_assert_num_queries(PAGE_QUERIES):
            browser.get(reverse("keeping"))
