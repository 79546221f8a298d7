"""The words of the reminders: their kinds, placeholders that are checked, and what a filled wording reads like."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.utils import timezone

from mentoring.notifications import kinds
from mentoring.notifications.models import Notification
from pairings import planner
from programs import wording
from programs.models import Rung, Step
from programs.wording import DEFAULTS, PLACEHOLDERS, Facts, Wording
from tests import factories

FACTS = Facts(
    first_name="Miriam",
    partner="Sam",
    mentor="Miriam Okafor",
    mentee="Sam Lee",
    step="Session",
    guide="Listen first.",
    program="Women in Engineering",
    due_on=date(2026, 12, 1),
    today=date(2026, 12, 4),
)


@pytest.mark.django_db
def test_kind_and_people_of_a_rung_are_those_of_the_planner(cast):
    """Every kind of step × doer × day × audience: the mails that PLAN writes are those this module names."""
    offsets = (-1, 0, 1)
    steps = Step.objects.bulk_create(
        Step(program=cast.program, kind=kind, title=kind, doer=doer, first_day=0, position=position)
        for position, (kind, doer) in enumerate(product(Step.Kind.values, Step.Doer.values))
    )
    rungs = Rung.objects.bulk_create(
        Rung(step=step, offset_days=offset, audience=audience)
        for step, offset, audience in product(steps, offsets, Rung.Audience.values)
    )
    now = timezone.now()
    for step in steps:
        factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=cast.program.today(now) - timedelta(days=1))
    planner.plan(now)
    part_of = {cast.mentor.pk: "mentor", cast.mentee.pk: "mentee", cast.coordinator.pk: "coordinator"}
    planned = {
        (int(row.key.split(":rung")[1].split(":")[0]), part_of[row.recipient_id], row.kind)
        for row in Notification.objects.all()
    }
    assert planned == {
        (rung.pk, person, wording.kind_of(rung.step.kind, rung.step.doer, rung.offset_days, rung.audience))
        for rung in rungs
        for person in wording.goes_to(rung.step.doer, rung.audience)
    }


def test_every_default_is_a_kind_that_is_registered_and_knows_its_placeholders():
    registered = {kind.name for kind in kinds.every()}
    for kind, default in DEFAULTS.items():
        assert kind in registered
        assert wording.problems(f"{default.subject} {default.text}") == []
        filled = wording.fill(default, FACTS)
        assert "{" not in filled.subject + "".join(filled.paragraphs)


def test_every_placeholder_has_a_value_and_a_meaning():
    assert FACTS.values.keys() == PLACEHOLDERS.keys()
    assert all(FACTS.values.values())


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (0, "is due today"),
        (1, "is due tomorrow"),
        (7, "is due on Tuesday 8 December"),
        (-1, "was due on Monday 30 November and is still open"),
    ],
)
def test_due_reads_as_words(distance, words):
    today = date(2026, 12, 1)
    facts = Facts(**{**vars(FACTS), "today": today, "due_on": today + timedelta(days=distance)})
    assert facts.values["is_due"] == words


def test_days_late_are_counted_from_the_due_day():
    assert FACTS.values["days_late"] == "3 days"
    assert Facts(**{**vars(FACTS), "today": date(2026, 12, 2)}).values["days_late"] == "1 day"
    assert Facts(**{**vars(FACTS), "today": date(2026, 11, 2)}).values["days_late"] == "0 days"


def test_values_go_in_once_and_empty_paragraphs_go_away():
    facts = Facts(**{**vars(FACTS), "guide": "", "step": "{partner}"})
    words = wording.fill(Wording("{step}\nwith {partner}", "First.\r\n\r\n{guide}\n\n \nLast {nobody}\nline."), facts)
    assert (words.subject, words.paragraphs) == ("{partner} with Sam", ("First.", "Last {nobody}\nline."))


def test_a_guide_of_many_paragraphs_stays_many():
    facts = Facts(**{**vars(FACTS), "guide": "One.\r\n\r\nTwo."})
    assert wording.fill(Wording("", "{guide}\n\nEnd"), facts).paragraphs == ("One.", "Two.", "End")


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("{first_name}, {partner}: a brace { alone and a {} pair", ["“{}” is not known. Choose one from the list."]),
        ("{frist_name}", ["“{frist_name}” is not known. Did you mean “{first_name}”?"]),
        ("{First Name} {First Name}", ["“{First Name}” is not known. Did you mean “{first_name}”?"]),
        ("{qqqq}", ["“{qqqq}” is not known. Choose one from the list."]),
        ("{partner and", ["“{partner” is not closed: a placeholder ends with “}”. Did you mean “{partner}”?"]),
    ],
)  # fmt: skip
def test_wrong_placeholder_is_named_with_the_nearest(text, sentences):
    assert wording.problems(text) == sentences


def test_a_part_that_is_empty_or_says_the_default_stays_the_default():
    default = DEFAULTS["session_due"]
    assert wording.effective("session_due", "", " ") == default
    assert wording.effective("session_due", "Ours", "") == Wording("Ours", default.text)
    typed = default.text.replace("\n", "\r\n") + "\r\n"
    assert wording.own("session_due", f" {default.subject} ", typed) == Wording("", "")
    assert wording.own("session_due", "Ours", "Text\r\nmore") == Wording("Ours", "Text\nmore")
