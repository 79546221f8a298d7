"""The pace of a program: known to those who deliver, set by coordinators, with holidays that move what is planned."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from mentoring.activity.models import Entry
from mentoring.notifications.wishes import program_paces
from mentoring.notifications.wishes.pace import Pace, Quiet
from mentoring.web.integrity import Refused, sentences
from programs.journey import running_pairs
from programs.models import Holiday, Program
from programs.pace import actions
from programs.pace.forms import HolidayForm, PaceForm
from tests import factories

pytestmark = pytest.mark.django_db
GOOD = {"quiet_from": "21:00", "quiet_until": "07:00", "quiet_weekends": "on", "mail_budget": "5"}
FIRST = factories.today() + timedelta(days=20)
BREAK = {"name": "Winter break", "first_on": FIRST, "last_on": FIRST + timedelta(days=13)}
BEFORE = {"last_on": FIRST - timedelta(days=1)}


@pytest.fixture
def replanned(monkeypatch):
    """The programs that were planned anew; each time two days of pairs move."""
    programs = []

    class Following:
        def replan(self, program, *, by, now):
            programs.append(program.pk)
            return 2

        def consequences(self, program, steps, *, blackout, now, unchanged=()):
            return []

    monkeypatch.setattr(running_pairs, "_registered", [Following()])
    return programs


def test_delivery_asks_for_the_pace_of_many_programs_in_one_query(cast, django_assert_num_queries):
    Program.objects.filter(pk=cast.program.pk).update(
        quiet_from=time(22), quiet_until=time(6), quiet_weekends=False, mail_budget=7
    )
    with django_assert_num_queries(1):
        found = program_paces.of_programs([cast.program.pk, cast.other_program.pk, 0])
    assert found == {cast.program.pk: Pace(Quiet(time(22), time(6), weekends=False), 7), cast.other_program.pk: Pace()}


def test_coordinator_sets_quiet_hours_and_the_budget(cast, sign_in):
    url = reverse("program_pace", args=[cast.program.pk])
    assert sign_in(cast.coordinator).post(url, GOOD).status_code == 302
    cast.program.refresh_from_db()
    assert (cast.program.quiet_from, cast.program.quiet_until, cast.program.mail_budget) == (time(21), time(7), 5)
    assert Entry.objects.get(verb="program.changed").details["fields"] == ["mail_budget", "quiet_from", "quiet_until"]
    sign_in(cast.coordinator).post(url, GOOD)
    assert Entry.objects.filter(verb="program.changed").count() == 1


@pytest.mark.parametrize("budget", [0, 51])
def test_budget_is_refused_by_form_and_database(cast, budget):
    sentence = "Choose from 1 to 50 mails a week."
    form = PaceForm(GOOD | {"mail_budget": str(budget)}, instance=cast.program)
    assert form.errors == {"mail_budget": [sentence]}
    with pytest.raises(Refused) as refused, sentences():
        Program.objects.filter(pk=cast.program.pk).update(mail_budget=budget)
    assert refused.value.sentence == sentence


def test_holidays_are_added_and_removed_and_move_the_days_of_pairs(cast, sign_in, replanned):
    browser = sign_in(cast.coordinator)
    fields = {name: str(value) for name, value in BREAK.items()}
    page = browser.post(reverse("holiday_add", args=[cast.program.pk]), fields, follow=True).content.decode()
    assert "“Winter break” is added. 2 open days of pairs moved." in page
    holiday = Holiday.objects.get()
    assert (holiday.program, holiday.first_on, holiday.last_on) == (cast.program, BREAK["first_on"], BREAK["last_on"])
    url = reverse("holiday_remove", args=[cast.program.pk, holiday.pk])
    page = browser.post(url, follow=True).content.decode()
    assert "“Winter break” is removed. 2 open days of pairs moved." in page
    assert (Holiday.objects.count(), replanned) == (0, [cast.program.pk] * 2)
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True)) == ["holiday.added", "holiday.removed"]
    assert browser.post(url).status_code == 404


def test_removing_holidays_twice_changes_nothing_more(cast, replanned):
    now = timezone.now()
    actions.add_holiday(cast.program, **BREAK, by=cast.coordinator, now=now)
    holiday = Holiday.objects.get()
    assert [actions.remove_holiday(holiday, by=cast.coordinator, now=now) for _ in range(2)] == [2, 0]
    assert len(replanned) == 2


@pytest.mark.parametrize(
    ("changes", "field", "name", "sentence"),
    [
        (BEFORE, "last_on", "holiday_ends_after_it_starts", "The last day can’t come before the first day."),
        ({}, NON_FIELD_ERRORS, "holiday_is_single", "These days are already on the list."),
    ],
)
def test_holidays_are_refused_by_form_and_database(cast, changes, field, name, sentence):
    Holiday.objects.create(program=cast.program, **BREAK)
    values = BREAK | {"name": "Another"} | changes
    form = HolidayForm({key: str(value) for key, value in values.items()}, fixed={"program": cast.program})
    assert form.errors == {field: [sentence]}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Holiday.objects.create(program=cast.program, **values)
    with pytest.raises(Refused) as refused, sentences():
        actions.add_holiday(cast.program, **values, by=cast.coordinator, now=timezone.now())
    assert refused.value.sentence == sentence


def test_holidays_may_overlap_and_end_after_a_year_at_most(cast):
    Holiday.objects.create(program=cast.program, **BREAK)
    good = {"name": "Longer", "first_on": str(FIRST), "last_on": str(FIRST + timedelta(days=20))}
    assert HolidayForm(good, fixed={"program": cast.program}).is_valid()
    slip = HolidayForm(good | {"last_on": "2207-01-10"}, fixed={"program": cast.program})
    assert slip.errors["last_on"] == ["Holidays last at most a year. Check the year."]


@pytest.mark.parametrize(
    ("first_on", "last_on", "wrong"),
    [
        ("9999-12-31", "9999-12-31", ["first_on", "last_on"]),
        ("0001-01-01", "0001-01-01", ["first_on", "last_on"]),
        ("2025-12-31", "2026-01-01", ["first_on"]),
        ("2028-12-31", "2029-01-02", ["last_on"]),
        ("2026-01-01", "2026-01-02", []),
        ("2028-12-30", "2029-01-01", []),
    ],
)
def test_holidays_lie_in_the_time_of_the_program_or_a_year_around_it(cast, first_on, last_on, wrong):
    cast.program.starts_on, cast.program.ends_on = date(2027, 1, 2), date(2028, 1, 1)
    form = HolidayForm({"name": "Break", "first_on": first_on, "last_on": last_on}, fixed={"program": cast.program})
    sentence = "Choose a day in the time of the program, or at most a year around it."
    assert form.errors == {name: [sentence] for name in wrong}


def test_closed_program_keeps_its_pace(cast, sign_in):
    now = timezone.now()
    holiday = Holiday.objects.create(program=cast.program, **BREAK)
    Program.objects.filter(pk=cast.program.pk).update(state="closed")
    for act in (
        lambda: actions.set_pace(cast.program, mail_budget=9, by=cast.coordinator, now=now),
        lambda: actions.add_holiday(cast.program, **BREAK, by=cast.coordinator, now=now),
        lambda: actions.remove_holiday(holiday, by=cast.coordinator, now=now),
    ):
        with pytest.raises(Refused, match="closed"):
            act()
    page = sign_in(cast.coordinator).get(reverse("program_pace", args=[cast.program.pk])).content.decode()
    assert "Winter break" in page
    assert "Add these days" not in page


@pytest.mark.parametrize("number", [1, 3])
def test_page_takes_as_many_queries_for_three_holidays_as_for_one(cast, sign_in, django_assert_num_queries, number):
    today = cast.program.today(timezone.now())
    for day in range(number):
        on = today + timedelta(days=day)
        Holiday.objects.create(program=cast.program, name=f"Day {day}", first_on=on, last_on=on)
    old = today - timedelta(days=300)
    Holiday.objects.create(program=cast.program, name="Long ago", first_on=old, last_on=old)
    browser = sign_in(cast.coordinator)
    with django_assert_num_queries(7):
        page = browser.get(reverse("program_pace", args=[cast.program.pk])).content.decode()
    assert page.index("Day 0") < page.index("1 past") < page.index("Long ago")


def test_new_programs_begin_with_a_sensible_pace(cast):
    assert factories.ProgramFactory()._meta.get_field("mail_budget").default == 3
    fresh = Program.objects.get(pk=factories.ProgramFactory().pk)
    assert (fresh.quiet_from, fresh.quiet_until, fresh.quiet_weekends) == (time(20), time(8), True)
