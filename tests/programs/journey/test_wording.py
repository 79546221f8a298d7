"""The words of the reminders: their kinds, placeholders that are checked, and what a filled wording reads like."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from mentoring.notifications.planning import kinds, letters
from mentoring.notifications.planning.models import Notification
from mentoring.web import dates
from pairings.reminders import planner
from programs.journey import wording
from programs.journey.wording import DEFAULTS, PLACEHOLDERS, Facts, Wording
from programs.models import Rung, Step
from tests import factories
from tests.pages import shows

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
        (7, f"is due on {dates.long_day(date(2026, 12, 8))}"),
        (-1, f"was due on {dates.long_day(date(2026, 11, 30))} and is still open"),
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


# In the mails


@pytest.fixture
def reminded(cast):
    """A session of the cast's pair, three days late, with one rung that is worded by the program."""
    step = factories.StepFactory(program=cast.program, guide="Listen <first>.")
    rung = factories.RungFactory(step=step, offset_days=3, audience="both", subject="Ours: {partner}", text="")
    today = cast.program.today(timezone.now())
    factories.TouchpointFactory(pairing=cast.pairing, step=step, due_on=today - timedelta(days=3))
    planner.plan(timezone.now())
    return rung


def letters_of(kind):
    rows = list(Notification.objects.filter(kind=kind).select_related("recipient"))
    answers = kinds.get(kind).prepare(rows, timezone.now())
    return {row.recipient.first_name: answers[row.pk] for row in rows}


@pytest.mark.django_db
def test_a_reminder_takes_the_words_of_its_rung_and_the_default_for_the_rest(cast, reminded):
    letter = letters_of("session_late")["Miriam"]
    assert letter.context["words"].subject == "Ours: Sam"
    [paragraph] = letter.context["words"].paragraphs
    assert paragraph.startswith("A session with Sam was due on")
    Rung.objects.update(subject="", text="{guide}\n\nYours, {mentee} & {mentor}\nof {program}")
    letter = letters_of("session_late")["Sam"]
    assert letter.context["words"].subject == "Did you and Miriam meet?"
    assert letter.context["words"].paragraphs == (
        "Listen <first>.",
        "Yours, Sam Lee & Miriam Okafor\nof Women in Engineering",
    )


@pytest.mark.django_db
def test_whatever_a_program_writes_is_text_and_keeps_the_links(cast, reminded):
    Rung.objects.update(subject="<b>Now</b>", text="<script>x</script> {% now %} {{ secret }}")
    letter = letters_of("session_late")["Miriam"]
    rendered = letters.render("session_late", {"recipient": cast.mentor, **letter.context})
    assert rendered.subject == "<b>Now</b>"
    assert "<script>x</script> {% now %} {{ secret }}" in rendered.text
    assert "&lt;script&gt;x&lt;/script&gt; {% now %} {{ secret }}" in rendered.html
    for link in (letter.context["met_url"], letter.context["not_met_url"]):
        shows(rendered.text, link)
        shows(rendered.html, link)


@pytest.mark.django_db
def test_a_reminder_that_was_taken_off_the_ladder_does_not_go_out(cast, reminded):
    reminded.delete()
    assert {answer.reason for answer in letters_of("session_late").values()} == {
        "The program no longer sends this reminder."
    }


@pytest.mark.django_db
def test_a_letter_says_where_its_line_leads_and_how_it_is_answered(cast, reminded):
    letter = letters_of("session_late")["Miriam"]
    touchpoint = cast.pairing.touchpoints.get()
    assert letter.url == f"{reverse('pair', args=[cast.pairing.pk])}#step-{touchpoint.pk}"
    assert letter.actions == (("We met", letter.context["met_url"]), ("We didn’t", letter.context["not_met_url"]))
    assert letter.actions[0][1].startswith(settings.SITE_URL)


@pytest.mark.django_db
def test_a_check_in_leads_to_its_page_and_is_answered_by_one_tap(cast, reminded):
    Step.objects.update(kind="check_in")
    Notification.objects.all().delete()
    planner.plan(timezone.now())
    letter = letters_of("check_in_due")["Sam"]
    assert letter.url == reverse("check_in", args=[cast.pairing.touchpoints.get().pk])
    assert [label for label, _ in letter.actions] == ["Rough", "Could be better", "Okay", "Good", "Great"]


def test_a_placeholder_in_two_braces_is_told_of_before_a_mail_shows_them():
    assert wording.problems("Dear {{first_name}}, {first_name}") == [
        "“{{first_name}}” has a brace too many on each side: write “{first_name}”."
    ]
