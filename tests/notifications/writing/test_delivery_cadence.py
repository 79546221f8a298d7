"""Not at night, not too often, not twice: what is held, what is folded into a digest, and what is only in the app."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import OperationalError, transaction

from mentoring.notifications.planning import letters
from mentoring.notifications.planning.models import Mail, Notification
from mentoring.notifications.wishes.models import MailHabits, Preference, RefusedAddress, Snooze
from mentoring.notifications.wishes.pace import Pace, Quiet
from mentoring.notifications.writing import composing as delivery
from tests import factories
from tests.sentences import CLOSED, SNOOZED, TOO_LATE
from tests.telling import NEVER_QUIET, outcome, paced, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("note")]

BERLIN = ZoneInfo("Europe/Berlin")
HELD = "Held for quiet hours."
SPENT, WEEKLY = "They have had their mails of this week.", "They get one mail a week."
DAY = timedelta(days=1)


def at(day: int, clock: str = "09:00") -> datetime:
    """A day of November 2026 (the 23rd is a Monday), later ones in December."""
    return datetime.combine(datetime(2026, 11, 1) + (day - 1) * DAY, time.fromisoformat(clock), BERLIN)


MONDAY, TUESDAY, FRIDAY, SATURDAY, NEXT_MONDAY = at(23), at(24), at(27), at(28), at(30)


@pytest.fixture
def pace(note, monkeypatch):
    """The defaults of the product: three mails a week, quiet from eight to eight and at weekends."""
    paced(monkeypatch, quiet=Quiet(), budget=3)


def row(notification: Notification) -> tuple[str, str, datetime, datetime | None]:
    notification.refresh_from_db()
    return notification.state, notification.reason, notification.due_at, notification.held_from


def mails() -> list[tuple[str, str]]:
    return [(mail.to.partition("@")[0], mail.subject) for mail in Mail.objects.order_by("created_at", "pk")]


def likes(user, **habits) -> None:
    MailHabits.objects.update_or_create(user=user, defaults=habits)


# Quiet hours
@pytest.mark.usefixtures("pace")
def test_what_falls_into_quiet_hours_is_held_until_they_end_and_then_goes(cast):
    notification = tell(cast.mentee, "a", due_at=SATURDAY)
    delivery.compose(SATURDAY)
    assert row(notification) == ("planned", HELD, at(30, "08:00"), SATURDAY)
    assert delivery.compose(at(30, "07:59")) == 0
    delivery.compose(at(30, "08:00"))
    assert row(notification) == ("delivered", "", at(30, "08:00"), SATURDAY)
    assert mails() == [("mentee", "A note: yes")]


@pytest.mark.usefixtures("pace")
def test_what_was_due_by_day_is_not_sent_at_night_either(cast):
    notification = tell(cast.mentee, "a", due_at=TUESDAY)
    delivery.compose(at(24, "21:30"))  # no worker was running
    assert row(notification) == ("planned", HELD, at(25, "08:00"), TUESDAY)


@pytest.mark.usefixtures("pace")
def test_quiet_hours_are_the_persons_own_where_they_have_set_some(cast):
    likes(cast.mentee, quiet_from=time(12), quiet_until=time(14), quiet_weekends=False)
    theirs, others = tell(cast.mentee, "a", due_at=SATURDAY), tell(cast.mentor, "b", due_at=SATURDAY)
    noon = tell(cast.mentee, "c", due_at=at(28, "12:30"))
    delivery.compose(at(28, "12:30"))
    assert row(theirs)[:3] == ("planned", HELD, at(28, "14:00"))  # it was found at noon only
    assert row(noon)[:3] == ("planned", HELD, at(28, "14:00"))
    assert row(others)[:3] == ("planned", HELD, at(30, "08:00"))
    delivery.compose(at(28, "14:00"))
    assert mails() == [("mentee", "A note: yes")] * 2


@pytest.mark.usefixtures("pace")
def test_a_program_is_as_quiet_as_its_coordinator_has_set_it(cast, monkeypatch):
    paced(monkeypatch, quiet=Quiet(), budget=3, programs={12: Pace(NEVER_QUIET, 5)})
    loud, quiet = tell(cast.mentee, "a", due_at=SATURDAY, program_id=12), tell(cast.mentee, "b", due_at=SATURDAY)
    unknown = tell(cast.mentee, "c", due_at=SATURDAY, program_id=13)
    delivery.compose(SATURDAY)
    assert [row(each)[0] for each in (loud, quiet, unknown)] == ["delivered", "planned", "planned"]


@pytest.mark.usefixtures("pace")
def test_it_is_night_where_the_person_is(cast):
    cast.mentee.time_zone = "America/New_York"
    cast.mentee.save()
    notification = tell(cast.mentee, "a", due_at=MONDAY)  # three at night over there
    delivery.compose(MONDAY)
    assert row(notification)[2] == at(23, "14:00")


@pytest.mark.usefixtures("pace")
def test_a_zone_that_is_none_counts_as_utc_and_stops_nobody(cast):
    for part, name in (("mentee", "Atlantis/Capital"), ("mentor", "../secret")):
        person = getattr(cast, part)
        person.time_zone = name
        person.save()
    told = [tell(cast.mentee, "a", due_at=MONDAY), tell(cast.mentor, "b", due_at=MONDAY)]
    told.append(tell(cast.other_mentee, "c", due_at=MONDAY))
    delivery.compose(at(23, "11:00"))
    assert [row(each)[0] for each in told] == ["delivered"] * 3


@pytest.mark.usefixtures("pace")
def test_service_mails_know_no_night_no_budget_and_no_digest(cast):
    likes(cast.mentee, rhythm="weekly")
    told = [tell(cast.mentee, f"key-{n}", kind="test_service", due_at=SATURDAY) for n in range(5)]
    delivery.compose(SATURDAY)
    assert [row(each)[0] for each in told] == ["delivered"] * 5
    assert Mail.objects.count() == 5


# Lateness
@pytest.mark.usefixtures("pace")
def test_late_counts_from_the_moment_it_was_allowed(cast):
    notification = tell(cast.mentee, "a", due_at=SATURDAY)
    early = tell(cast.mentor, "b", due_at=FRIDAY)
    delivery.compose(at(32, "08:00"))  # Wednesday: two days after Monday at eight
    assert row(notification)[0] == "delivered"
    assert outcome(early) == ("missed", TOO_LATE)


@pytest.mark.usefixtures("pace")
def test_later_than_that_it_is_missed(cast):
    notification = tell(cast.mentee, "a", due_at=SATURDAY)
    delivery.compose(at(32, "08:01"))
    assert outcome(notification) == ("missed", TOO_LATE)
    assert mails() == []


def test_what_was_missed_is_found_in_any_number(cast, monkeypatch):
    monkeypatch.setattr("mentoring.notifications.writing.composing.LOOKED_AT", 2)
    for n in range(5):
        tell(cast.mentee, f"key-{n}", due_at=MONDAY)
    assert delivery.mark_missed(MONDAY + 2 * DAY + timedelta(minutes=1)) == 5


# Budget
@pytest.mark.usefixtures("pace")
def test_above_the_budget_the_rest_waits_for_mondays_digest(cast):
    told = [tell(cast.mentee, f"key-{n}", due_at=TUESDAY, word=str(n)) for n in range(5)]
    delivery.compose(TUESDAY)
    assert [row(each)[:3] for each in told] == [("delivered", "", TUESDAY)] * 3 + [("folded", SPENT, NEXT_MONDAY)] * 2
    assert mails() == [("mentee", "A note: 0"), ("mentee", "A note: 1"), ("mentee", "A note: 2")]
    later = tell(cast.mentee, "later", due_at=FRIDAY, word="later")
    delivery.compose(FRIDAY)
    assert row(later)[0] == "folded"
    assert delivery.compose(at(30, "08:59")) == 0
    delivery.compose(NEXT_MONDAY)
    digest = Mail.objects.get(kind="digest")
    assert digest.subject == "3 things for you"
    assert [outcome(each) for each in [*told[3:], later]] == [("delivered", "")] * 3
    assert set(Notification.objects.filter(digest=digest)) == {*told[3:], later}
    assert Mail.objects.count() == 4


@pytest.mark.usefixtures("pace")
def test_the_digest_counts_as_one_mail_and_comes_before_the_single_ones(cast):
    for n in range(4):
        tell(cast.mentee, f"key-{n}", due_at=TUESDAY)
    delivery.compose(TUESDAY)
    fresh = [tell(cast.mentee, f"fresh-{n}", due_at=NEXT_MONDAY, word=f"fresh {n}") for n in range(3)]
    delivery.compose(NEXT_MONDAY)
    assert [row(each)[0] for each in fresh] == ["delivered", "delivered", "folded"]
    assert mails()[3:] == [("mentee", "1 thing for you"), ("mentee", "A note: fresh 0"), ("mentee", "A note: fresh 1")]


@pytest.mark.usefixtures("pace")
def test_all_programs_share_the_week_and_each_looks_at_its_own_budget(cast, monkeypatch):
    paced(monkeypatch, programs={1: Pace(Quiet(), 1), 2: Pace(Quiet(), 2)})
    first = tell(cast.mentee, "a", due_at=TUESDAY, program_id=2)
    other = tell(cast.mentee, "b", due_at=TUESDAY, program_id=1)
    third = tell(cast.mentee, "c", due_at=TUESDAY, program_id=2)
    neither = tell(cast.mentee, "d", due_at=TUESDAY, program_id=2)
    delivery.compose(TUESDAY)
    assert [row(each)[0] for each in (first, other, third, neither)] == ["delivered", "folded", "delivered", "folded"]


@pytest.mark.usefixtures("pace")
def test_the_week_is_the_persons_and_what_never_arrived_does_not_count(cast):
    for n in range(3):
        tell(cast.mentee, f"key-{n}", due_at=FRIDAY)
    delivery.compose(FRIDAY)
    Mail.objects.update(state="sent", sent_at=FRIDAY)
    first, second = tell(cast.mentee, "monday", due_at=NEXT_MONDAY), tell(cast.mentee, "more", due_at=NEXT_MONDAY)
    delivery.compose(NEXT_MONDAY)
    assert (row(first)[0], row(second)[0]) == ("delivered", "delivered")
    Mail.objects.filter(notification=first).update(state="failed")
    for n in range(3):
        tell(cast.mentee, f"tuesday-{n}", due_at=at(31))
    delivery.compose(at(31))
    states = list(Notification.objects.filter(key__startswith="tuesday").order_by("pk").values_list("state", flat=True))
    assert states == ["delivered", "delivered", "folded"]


@pytest.mark.usefixtures("pace")
def test_what_still_waits_from_last_week_counts_for_this_one(cast):
    """The mail server was down on Friday: its three mails arrive on Monday, so Monday's own wait."""
    friday = at(27, "19:30")
    for n in range(3):
        tell(cast.mentee, f"key-{n}", due_at=friday)
    delivery.compose(friday)
    Mail.objects.update(next_attempt_at=at(30, "08:00"), attempts=1)
    fresh = tell(cast.mentee, "fresh", due_at=NEXT_MONDAY)
    delivery.compose(NEXT_MONDAY)
    assert row(fresh)[0] == "folded"
    Mail.objects.update(state="sent", sent_at=NEXT_MONDAY)
    more = tell(cast.mentee, "more", due_at=at(31))
    delivery.compose(at(31))
    assert row(more)[0] == "folded"


# Rhythm
@pytest.mark.usefixtures("pace")
def test_once_a_day_what_is_due_at_nine_is_told_in_that_mornings_mail(cast):
    likes(cast.mentee, rhythm="daily")
    told = [tell(cast.mentee, "a", due_at=at(23, "11:00")), tell(cast.mentee, "b", due_at=TUESDAY)]
    delivery.compose(at(23, "11:00"))
    assert row(told[0])[:3] == ("folded", "They get one mail a day.", TUESDAY)
    delivery.compose(TUESDAY)
    assert [outcome(each) for each in told] == [("delivered", "")] * 2
    assert mails() == [("mentee", "2 things for you")]
    again = tell(cast.mentee, "c", due_at=TUESDAY)  # planned late, for nine: this morning's mail has gone
    delivery.compose(at(24, "10:00"))
    assert row(again)[:3] == ("folded", "They have had their digest of that day.", at(25))
    assert Mail.objects.count() == 1


@pytest.mark.usefixtures("pace")
def test_once_a_week_it_is_monday(cast):
    likes(cast.mentee, rhythm="weekly")
    notification = tell(cast.mentee, "a", due_at=TUESDAY)
    delivery.compose(TUESDAY)
    assert row(notification)[:3] == ("folded", WEEKLY, NEXT_MONDAY)
    monday = tell(cast.mentee, "b", due_at=NEXT_MONDAY)
    delivery.compose(NEXT_MONDAY)
    assert outcome(monday) == outcome(notification) == ("delivered", "")
    assert mails() == [("mentee", "2 things for you")]


@pytest.mark.usefixtures("pace")
def test_daily_digests_keep_to_the_budget_too(cast):
    likes(cast.mentee, rhythm="daily")
    for n in range(5):
        tell(cast.mentee, f"key-{n}", due_at=MONDAY + n * DAY, word=str(n))
        delivery.compose(MONDAY + n * DAY)
    assert [mail.created_at for mail in Mail.objects.order_by("pk")] == [MONDAY, TUESDAY, at(25)]
    assert set(Notification.objects.filter(state="folded").values_list("due_at", "reason")) == {(NEXT_MONDAY, SPENT)}
    delivery.compose(NEXT_MONDAY)
    assert Mail.objects.latest("created_at").subject == "2 things for you"


@pytest.mark.usefixtures("pace")
def test_a_digest_whose_hour_passed_goes_when_a_worker_is_back_but_not_at_night(cast):
    likes(cast.mentee, rhythm="weekly")
    notification = tell(cast.mentee, "a", due_at=TUESDAY)
    delivery.compose(TUESDAY)
    delivery.compose(at(30, "23:00"))
    assert row(notification)[:3] == ("folded", HELD, at(31, "08:00"))
    delivery.compose(at(33))
    assert outcome(notification) == ("delivered", "")


@pytest.mark.usefixtures("pace")
def test_one_person_with_many_rows_gets_one_digest_however_the_batches_fall(cast, monkeypatch):
    monkeypatch.setattr("mentoring.notifications.writing.composing.BATCH", 2)
    monkeypatch.setattr("mentoring.notifications.writing.digesting.PEOPLE", 1)
    for person in (cast.mentee, cast.mentor):
        likes(person, rhythm="daily")
        for n in range(5):
            tell(person, f"{person.pk}-{n}", due_at=TUESDAY)
    assert delivery.compose(TUESDAY, limit=4) == 4
    assert mails() == []  # what isn't folded yet must not miss its digest
    delivery.compose(TUESDAY)
    assert sorted(mails()) == [("mentee", "5 things for you"), ("mentor", "5 things for you")]


def test_a_digest_waits_for_what_is_not_folded_yet(cast):
    from mentoring.notifications.writing import digesting

    likes(cast.mentee, rhythm="daily")
    tell(cast.mentee, "a", due_at=TUESDAY)
    delivery.compose(TUESDAY - timedelta(hours=1))
    Notification.objects.update(state="folded")
    tell(cast.mentee, "b", due_at=TUESDAY)
    assert digesting.write_batch(TUESDAY) == (0, False)


# Digests
@pytest.fixture
def weekly(cast, note, monkeypatch):
    paced(monkeypatch, quiet=Quiet(), budget=3)
    likes(cast.mentee, rhythm="weekly")

    def wait(key, **more) -> Notification:
        notification = tell(cast.mentee, key, due_at=TUESDAY, **more)
        delivery.compose(TUESDAY)
        return notification

    return wait


def test_a_digest_has_a_line_with_its_answers_for_each_under_its_program(cast, weekly):
    weekly("a", word="apple", program="Women & Men", program_id=1, answer="met", url="/pairs/1/")
    weekly("b", word="<pear>", program="Career", program_id=2, url="")
    delivery.compose(NEXT_MONDAY)
    mail = Mail.objects.get()
    assert (mail.subject, mail.program_id, mail.kind) == ("2 things for you", None, "digest")
    apple = "Women & Men\n\n* A note: apple\n  http://testserver/pairs/1/\n  Answer: https://example.org/met\n"
    assert f"Hello {cast.mentee.first_name}," in mail.text
    assert "Career\n\n* A note: <pear>\n" in mail.text
    assert apple in mail.text
    assert "A note: &lt;pear&gt;" in mail.html
    assert "Women &amp; Men</h2>" in mail.html
    assert mail.headers["List-Unsubscribe"].startswith("<http://testserver/unsubscribe/")
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_digest_of_one_program_stands_in_its_log(weekly):
    weekly("a", program="Career", program_id=2)
    delivery.compose(NEXT_MONDAY)
    mail = Mail.objects.get()
    assert (mail.subject, mail.program_id) == ("1 thing for you in Career", 2)
    assert mail.headers["List-Id"] == "<program-2.testserver>"


def test_what_is_no_longer_true_is_left_out_and_nothing_left_is_no_mail(weekly):
    gone, stays = weekly("a"), weekly("b")
    Notification.objects.filter(pk=gone.pk).update(payload={"gone": True})
    delivery.compose(NEXT_MONDAY)
    assert (outcome(gone), outcome(stays)) == (("suppressed", "They have met already."), ("delivered", ""))
    assert mails() == [("mentee", "1 thing for you")]
    more = weekly("c")
    Notification.objects.filter(pk=more.pk).update(payload={"gone": True})
    delivery.compose(NEXT_MONDAY + 7 * DAY)
    assert outcome(more)[0] == "suppressed"
    assert Mail.objects.count() == 1


@pytest.mark.parametrize("bad", [{"broken": True}, {"unspeakable": True}])
def test_a_broken_line_fails_alone(weekly, bad):
    broken, stays = weekly("a"), weekly("b")
    Notification.objects.filter(pk=broken.pk).update(payload=bad)
    delivery.compose(NEXT_MONDAY)
    assert (outcome(broken)[0], outcome(stays)) == ("failed", ("delivered", ""))
    assert outcome(broken)[1].startswith("ValueError: ")
    assert mails() == [("mentee", "1 thing for you")]


def test_a_letter_that_nothing_can_hold_is_taken_out_of_a_line(weekly):
    told = weekly("a")
    Notification.objects.filter(pk=told.pk).update(payload={"nul": True})
    delivery.compose(NEXT_MONDAY)
    assert outcome(told) == ("delivered", "")
    assert "\0" not in Mail.objects.get().text


def test_a_digest_that_cannot_be_written_stops_no_other(cast, weekly, monkeypatch):
    broken = weekly("a")
    likes(cast.mentor, rhythm="weekly")
    fine = tell(cast.mentor, "b", due_at=NEXT_MONDAY)
    render = letters.render

    def breaks(folder, context, **more):
        if folder == "digest" and context["recipient"] == cast.mentee:
            raise ValueError("This template is broken.")
        return render(folder, context, **more)

    monkeypatch.setattr(letters, "render", breaks)
    delivery.compose(NEXT_MONDAY)
    assert outcome(broken) == ("failed", "ValueError: This template is broken.")
    assert outcome(fine) == ("delivered", "")


@pytest.mark.parametrize("where", ["planning.letters.subject", "planning.letters.render", "deciding.sifting._ask"])
@pytest.mark.parametrize("moment", [TUESDAY, NEXT_MONDAY], ids=["alone", "in a digest"])
def test_the_databases_own_trouble_fails_nothing_the_next_run_tries_again(cast, weekly, monkeypatch, where, moment):
    notification = weekly("a") if moment == NEXT_MONDAY else tell(cast.mentor, "a", due_at=TUESDAY)

    def gone(*args, **more):
        raise OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as patch, pytest.raises(OperationalError), transaction.atomic():
        patch.setattr(f"mentoring.notifications.{where}", gone)
        delivery.compose(moment)
    assert outcome(notification)[0] in {"planned", "folded"}
    delivery.compose(moment)
    assert outcome(notification) == ("delivered", "")


def test_a_row_the_database_refuses_fails_alone(cast, weekly):
    """Its mail is there already, whoever wrote it."""
    taken, fine = tell(cast.mentor, "a", due_at=TUESDAY), tell(cast.mentor, "b", due_at=TUESDAY)
    Mail.objects.create(notification=taken, to="x@example.org", kind="test_note", text="t", message_id="<1@x>")
    delivery.compose(TUESDAY)
    assert (outcome(taken)[0], outcome(fine)) == ("failed", ("delivered", ""))
    assert outcome(taken)[1].startswith("IntegrityError: ")


def test_whoever_wants_no_digests_reads_it_in_the_app(cast, weekly):
    before = weekly("a")
    Preference.objects.create(user=cast.mentee, kind="digest", by_mail=False)
    after = weekly("b")
    reason = "In the app only: they have switched the digest off."
    assert outcome(after) == ("delivered", reason)
    delivery.compose(NEXT_MONDAY)
    assert outcome(before) == ("delivered", reason)
    Preference.objects.create(user=cast.mentee, kind="test_note", in_app=False)
    assert outcome(weekly("c")) == ("suppressed", "They have switched the digest off.")
    assert mails() == []


def test_a_kind_switched_off_while_it_waited_is_in_the_app_only(cast, weekly):
    notification = weekly("a")
    Preference.objects.create(user=cast.mentee, kind="test_note", by_mail=False)
    delivery.compose(NEXT_MONDAY)
    assert outcome(notification) == ("delivered", "In the app only: they have switched these mails off.")


def test_a_closed_account_gets_no_digest(cast, weekly):
    notification = weekly("a")
    cast.mentee.is_active = False
    cast.mentee.save()
    delivery.compose(NEXT_MONDAY)
    assert outcome(notification) == ("suppressed", CLOSED)


def test_a_person_with_an_own_rhythm_and_several_rows_about_one_thing_reads_the_newest_line(cast, weekly):
    older = weekly("a", about="touchpoint:1")
    newer = tell(cast.mentee, "b", due_at=FRIDAY, about="touchpoint:1", word="newer")
    delivery.compose(FRIDAY)
    delivery.compose(NEXT_MONDAY)
    assert outcome(older) == ("suppressed", "Told together with a later reminder of the same step.")
    assert "A note: newer" in Mail.objects.get().text
    assert outcome(newer) == ("delivered", "")


@pytest.mark.parametrize("number", [1, 3])
def test_digests_cost_the_same_queries_whatever_their_number(weekly, django_assert_num_queries, number):
    from mentoring.notifications.writing import digesting

    for n in range(number):
        person = factories.UserFactory()
        likes(person, rhythm="weekly")
        for m in range(n + 1):
            tell(person, f"{n}-{m}", due_at=TUESDAY, about=f"thing:{m}")
    delivery.compose(TUESDAY)
    letters.frame()
    with django_assert_num_queries(16):
        digesting.write_batch(NEXT_MONDAY)
    assert Mail.objects.count() == number


# Together
def test_of_two_about_one_thing_only_the_newest_is_told(cast):
    older = tell(cast.mentee, "a", due_at=MONDAY, about="touchpoint:1", word="older")
    newer = tell(cast.mentee, "b", due_at=MONDAY + timedelta(hours=1), about="touchpoint:1", word="newer")
    others = tell(cast.mentor, "c", due_at=MONDAY, about="touchpoint:1", word="other")
    else_ = tell(cast.mentee, "d", due_at=MONDAY, about="touchpoint:2", word="else")
    nothing = [tell(cast.mentee, key, due_at=MONDAY) for key in ("e", "f")]
    delivery.compose(TUESDAY)
    assert outcome(older) == ("suppressed", "Told together with a later reminder of the same step.")
    assert [outcome(each) for each in (newer, others, else_, *nothing)] == [("delivered", "")] * 5


@pytest.mark.usefixtures("pace")
def test_what_was_told_is_not_told_again_by_a_ladder_that_was_edited(cast):
    told = tell(cast.mentee, "a", due_at=TUESDAY, about="touchpoint:1", due_on="2026-11-23")
    delivery.compose(TUESDAY)
    edited = tell(cast.mentee, "b", due_at=MONDAY, about="touchpoint:1", due_on="2026-11-23")
    moved = tell(cast.mentee, "c", due_at=MONDAY, about="touchpoint:1", due_on="2026-11-24")
    partner = tell(cast.mentor, "d", due_at=MONDAY, about="touchpoint:1", due_on="2026-11-23")
    delivery.compose(TUESDAY)
    assert outcome(told) == outcome(moved) == outcome(partner) == ("delivered", "")
    assert outcome(edited) == ("suppressed", "They were told of the same step already.")


@pytest.mark.usefixtures("pace")
def test_what_waits_for_the_digest_is_not_told_there_after_a_later_reminder(cast, monkeypatch):
    paced(monkeypatch, quiet=Quiet(), budget=1)
    first = tell(cast.mentee, "a", due_at=MONDAY, about="touchpoint:1", due_on="2026-11-23")
    delivery.compose(MONDAY)
    folded = tell(cast.mentee, "b", due_at=TUESDAY, about="touchpoint:1", due_on="2026-11-23")
    delivery.compose(TUESDAY)
    assert outcome(folded) == ("folded", SPENT)
    likes(cast.mentee, quiet_from=time(8), quiet_until=time(8), quiet_weekends=False)
    paced(monkeypatch, quiet=Quiet(), budget=2)
    again = tell(cast.mentee, "c", due_at=FRIDAY, about="touchpoint:1", due_on="2026-11-23")
    delivery.compose(FRIDAY)
    delivery.compose(NEXT_MONDAY)
    assert outcome(first) == outcome(again) == ("delivered", "")
    assert outcome(folded) == ("suppressed", "They were told of the same step already.")


def test_they_are_seen_together_where_the_batch_ends_between_them(cast, monkeypatch):
    monkeypatch.setattr("mentoring.notifications.writing.composing.BATCH", 1)
    told = [tell(cast.mentee, str(n), due_at=MONDAY + timedelta(minutes=n), about="touchpoint:1") for n in range(4)]
    assert delivery.compose(TUESDAY) == 4
    assert [outcome(each)[0] for each in told] == ["suppressed"] * 3 + ["delivered"]


def test_the_one_first_due_counts_not_the_one_last_held(cast):
    older = tell(cast.mentee, "a", due_at=TUESDAY, about="touchpoint:1")
    Notification.objects.filter(pk=older.pk).update(held_from=MONDAY)
    newer = tell(cast.mentee, "b", due_at=MONDAY + timedelta(hours=1), about="touchpoint:1")
    delivery.compose(TUESDAY)
    assert (outcome(older)[0], outcome(newer)[0]) == ("suppressed", "delivered")


# Snooze
def test_what_was_snoozed_waits_and_is_not_late_then(cast):
    Snooze.objects.create(user=cast.mentee, about="touchpoint:1", until=FRIDAY)
    snoozed, other = tell(cast.mentee, "a", due_at=MONDAY, about="touchpoint:1"), tell(cast.mentee, "b", due_at=MONDAY)
    delivery.compose(MONDAY)
    assert row(snoozed) == ("planned", SNOOZED, FRIDAY, MONDAY)
    assert outcome(other)[0] == "delivered"
    late = tell(cast.mentee, "c", due_at=MONDAY, about="touchpoint:1")
    delivery.compose(at(26))  # no worker was running: it would have been held
    assert row(late)[:3] == ("planned", SNOOZED, FRIDAY)
    delivery.compose(FRIDAY)
    assert (outcome(snoozed)[0], outcome(late)[0]) == ("suppressed", "delivered")


def test_in_a_digest_the_snoozed_one_waits_for_a_later_digest(cast, weekly):
    snoozed, stays = weekly("a", about="touchpoint:1"), weekly("b", about="touchpoint:2")
    Snooze.objects.create(user=cast.mentee, about="touchpoint:1", until=at(32))
    delivery.compose(NEXT_MONDAY)
    assert row(snoozed)[:3] == ("folded", SNOOZED, NEXT_MONDAY + 7 * DAY)
    assert outcome(stays) == ("delivered", "")


def test_a_reminder_of_a_step_can_be_put_off_from_the_mail(cast):
    tell(cast.mentee, "a", due_at=MONDAY, about="touchpoint:1")
    tell(cast.mentee, "b", due_at=MONDAY, word="plain")
    tell(cast.mentee, "c", due_at=MONDAY, about="touchpoint:2", kind="test_service", word="service")
    delivery.compose(MONDAY)
    texts = {mail.notification.key: mail.text for mail in Mail.objects.select_related("notification")}
    assert [key for key in sorted(texts) if "Remind me later: http://testserver/" in texts[key]] == ["a"]


# In the app
def test_what_is_told_has_its_line_in_the_app(cast):
    told = tell(cast.mentee, "a", due_at=MONDAY, url="/pairs/7/")
    service = tell(cast.mentee, "b", due_at=MONDAY, kind="test_service")
    long_way = tell(cast.mentee, "c", due_at=MONDAY, url="/" + "x" * 300)
    Preference.objects.create(user=cast.mentor, kind="test_note", in_app=False)
    unseen = tell(cast.mentor, "d", due_at=MONDAY)
    delivery.compose(MONDAY)
    lines = [
        Notification.objects.values_list("title", "url", "in_app", "state").get(pk=each.pk)
        for each in (told, service, long_way, unseen)
    ]
    assert lines == [
        ("A note: yes", "/pairs/7/", True, "delivered"),
        ("A note: yes", "", True, "delivered"),
        ("A note: yes", "", True, "delivered"),
        ("A note: yes", "/notes/", False, "delivered"),
    ]
    assert Mail.objects.count() == 4


def test_without_mail_it_is_in_the_app_only(cast):
    Preference.objects.create(user=cast.mentee, kind="test_note", by_mail=False)
    notification = tell(cast.mentee, "a", due_at=MONDAY)
    delivery.compose(MONDAY)
    assert outcome(notification) == ("delivered", "In the app only: they have switched these mails off.")
    assert (notification.in_app, notification.title, mails()) == (True, "A note: yes", [])


def test_what_waits_for_a_digest_is_in_the_app_at_once(weekly):
    notification = weekly("a")
    assert outcome(notification)[0] == "folded"
    assert (notification.in_app, notification.title, notification.url) == (True, "A note: yes", "/notes/")


# Refused addresses
def test_a_refused_address_gets_no_mail_but_service_mails_are_tried(cast):
    RefusedAddress.objects.create(address="mentee@example.org", answer="550 5.1.1 No such person", refused_at=MONDAY)
    cast.mentee.email = "Mentee@example.org"
    cast.mentee.save()
    notification = tell(cast.mentee, "a", due_at=MONDAY)
    service = tell(cast.mentee, "b", due_at=MONDAY, kind="test_service", word="service")
    delivery.compose(MONDAY)
    reason = "In the app only: their address refuses mail: 550 5.1.1 No such person"
    assert (outcome(notification), outcome(service)) == (("delivered", reason), ("delivered", ""))
    assert mails() == [("Mentee", "A note: service")]
    Preference.objects.create(user=cast.mentee, kind="test_note", in_app=False)
    nowhere = tell(cast.mentee, "c", due_at=MONDAY)
    delivery.compose(MONDAY)
    assert outcome(nowhere) == ("suppressed", "Their address refuses mail: 550 5.1.1 No such person")
