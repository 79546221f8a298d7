"""Programs: created from a template, opened, started, changed, closed."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.forms import IntegerField
from django.urls import reverse
from django.utils import timezone

from mentoring.activity.models import Entry
from mentoring.web.integrity import Refused
from pairings.life import actions as pairings
from programs.builtin import catalog as templates_builtin
from programs.models import Program, Rung
from programs.setup import actions
from programs.setup import queries as setup_queries
from programs.setup.forms import ProgramForm
from tests import factories
from tests.next_steps import about_programs
from tests.pages import shows
from tests.sentences import CAPACITY, OPEN_FOR_ENROLMENT, RHYTHM

pytestmark = pytest.mark.django_db
KEYS = ["career", "onboarding", "students", "leadership", "reverse", "peers"]


def create(by, *, key="career", **changes):
    today = factories.today()
    values = {
        "name": "Growing",
        "purpose": "Learn from one another.",
        "starts_on": today + timedelta(days=28),
        "ends_on": today + timedelta(days=28 + 364),
        "time_zone": "Europe/Berlin",
    }
    return actions.create(key, by=by, now=timezone.now(), **values | changes)


def fields(program=None, **changes):
    """What the form sends."""
    today = factories.today()
    values = {
        "name": "Growing",
        "purpose": "Learn from one another.",
        "starts_on": (today + timedelta(days=28)).isoformat(),
        "ends_on": (today + timedelta(days=300)).isoformat(),
        "time_zone": "Europe/Berlin",
        "cadence_days": "14",
        "session_minutes": "60",
        "mentor_capacity": "2",
        "form_key": str(uuid4()),
    }
    return values | changes


def verbs(program):
    return list(Entry.objects.filter(program_id=program.pk).order_by("pk").values_list("verb", flat=True))


# Create


@pytest.mark.parametrize("key", KEYS)
def test_template_becomes_rows_of_the_program(cast, key):
    template = templates_builtin.get(key)
    program = create(cast.coordinator, key=key)
    assert program.state == "draft"
    assert [(s.kind, s.title, s.guide) for s in program.steps.all()] == [
        (plan.kind, plan.title, plan.guide) for plan in template.steps
    ]
    assert Rung.objects.filter(step__program=program).count() == sum(len(plan.ladder) for plan in template.steps)
    assert [question.label for question in program.questions.all()] == [plan.label for plan in template.questions]
    assert list(program.memberships.values_list("user", "role", "state")) == [
        (cast.coordinator.pk, "coordinator", "active")
    ]
    assert verbs(program) == ["program.created"]


def test_templates_are_offered_in_their_order():
    assert list(templates_builtin.TEMPLATES) == KEYS


@pytest.mark.parametrize("key", KEYS)
def test_template_is_whole(cast, key):
    """Every row would pass its form; both roles are asked; only the five steps that matter remind."""
    program = create(cast.coordinator, key=key)
    for row in [*program.steps.all(), *Rung.objects.filter(step__program=program), *program.questions.all()]:
        row.full_clean()
    assert all(step.guide for step in program.steps.all())
    reminded = set(Rung.objects.filter(step__program=program).values_list("step__kind", flat=True))
    assert reminded <= {"session", "goals", "check_in", "introduction", "goal_review"}
    assert program.steps.filter(kind="session").count() == 1
    assert program.steps.filter(first_day__gt=program.length).count() == 0
    for question in program.questions.all():
        assert bool(question.choices) == (question.kind in ("choice", "multiple"))
    template = templates_builtin.get(key)
    assert min(template.mentor_questions, template.mentee_questions) >= 4


def test_career_template_has_the_defaults_of_the_practice_standards(cast):
    program = create(cast.coordinator)
    steps = {step.kind: step for step in program.steps.all()}
    assert (program.cadence_days, program.session_minutes) == (14, 60)
    assert (steps["session"].first_day, steps["session"].every_days) == (7, 14)
    assert (steps["goals"].first_day, steps["goal_review"].every_days) == (30, 42)
    assert (steps["check_in"].first_day, steps["check_in"].every_days) == (14, 30)
    assert [(rung.offset_days, rung.audience) for rung in steps["session"].rungs.all()] == [
        (-1, "doer"),
        (3, "doer"),
        (7, "both"),
        (14, "coordinator"),
    ]
    assert steps["closure"].first_day == 364 - 14
    assert steps["celebration"].first_day == 182


def test_closing_step_fits_a_shorter_program(cast):
    today = factories.today()
    program = create(cast.coordinator, ends_on=today + timedelta(days=28 + 100))
    assert program.steps.get(kind="closure").first_day == 100 - 14


def test_chosen_rhythm_is_that_of_the_session_step(cast):
    program = create(cast.coordinator, cadence_days=7)
    assert program.steps.get(kind="session").every_days == 7
    assert program.steps.get(kind="check_in").every_days == 30


def test_form_posted_twice_creates_one_program(cast, sign_in):
    browser, sent = sign_in(cast.coordinator), fields()
    first = browser.post(reverse("program_new") + "?template=career", sent)
    second = browser.post(reverse("program_new") + "?template=career", sent)
    program = Program.objects.get(name="Growing")
    assert first.url == second.url == reverse("program", args=[program.pk])
    assert program.steps.count() == len(templates_builtin.get("career").steps)


def test_new_program_begins_with_the_values_of_its_template(cast, sign_in):
    response = sign_in(cast.coordinator).get(reverse("program_new") + "?template=students")
    form = response.context["form"]
    assert (form["cadence_days"].value(), form["time_zone"].value()) == (7, "Europe/Berlin")
    assert form["starts_on"].value().weekday() == 0
    assert form["ends_on"].value() - form["starts_on"].value() == timedelta(weeks=40)


def test_every_template_is_offered_as_a_card(cast, sign_in):
    page = sign_in(cast.administrator).get(reverse("program_new")).content.decode()
    assert [key for key in KEYS if f'id="template-{key}"' in page] == KEYS


def test_unknown_template_does_not_exist(cast, sign_in):
    assert sign_in(cast.coordinator).get(reverse("program_new") + "?template=nothing").status_code == 404


@pytest.mark.parametrize(
    ("part", "status"), [("coordinator", 200), ("administrator", 200), ("mentor", 403), ("mentee", 403)]
)
def test_only_coordinators_and_administrators_create_programs(cast, sign_in, part, status):
    assert sign_in(getattr(cast, part)).get(reverse("program_new")).status_code == status


def test_new_program_says_what_is_missing(cast, sign_in):
    empty = dict.fromkeys(fields(), "")
    response = sign_in(cast.coordinator).post(reverse("program_new") + "?template=career", empty)
    assert response.status_code == 422
    errors = response.context["form"].errors
    errors.pop("form_key")
    assert {name: list(sentences) for name, sentences in errors.items()} == {
        "name": ["Enter a name for the program."],
        "purpose": ["Write down what the program is for."],
        "starts_on": ["Choose the first day."],
        "ends_on": ["Choose the last day."],
        "time_zone": ["Choose the time zone of the program."],
        "cadence_days": ["Enter how many days lie between two sessions."],
        "session_minutes": ["Enter how long a session lasts."],
        "mentor_capacity": ["Enter how many mentees one mentor takes."],
    }


@pytest.mark.parametrize(("day", "value"), [("starts_on", "0001-01-01"), ("ends_on", "9999-12-31")])
def test_slip_of_the_pen_in_the_year_is_answered_with_a_sentence(cast, sign_in, day, value):
    url = reverse("program_new") + "?template=career"
    page = sign_in(cast.coordinator).post(url, fields(**{day: value}))
    assert (page.status_code, page.context["form"].errors) == (
        422,
        {"ends_on": ["A program lasts at most ten years. Check the year."]},
    )


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("ends_on", "2001-01-01", "The last day must come after the first day."),
        ("cadence_days", "91", RHYTHM),
        ("session_minutes", "-5", "A session lasts from 5 to 480 minutes."),
        ("mentor_capacity", "9999999999", CAPACITY),
        ("mentor_capacity", "1.5", "Enter a whole number."),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_linked_from_the_summary(cast, sign_in, name, value, sentence):
    page = sign_in(cast.coordinator).post(reverse("program_edit", args=[cast.program.pk]), fields(**{name: value}))
    assert (page.status_code, page.context["form"].errors) == (422, {name: [sentence]})
    words = page.content.decode()
    assert f'<li><a href="#id_{name}">{sentence}</a></li>' in words
    assert re.search(rf'<input[^>]* name="{name}"[^>]* aria-invalid="true"', words)


def test_the_browser_knows_the_same_limits_as_the_sentences(cast):
    form = ProgramForm(instance=cast.program)
    limits = {
        name: (field.widget.attrs["min"], field.widget.attrs["max"])
        for name, field in form.fields.items()
        if isinstance(field, IntegerField)
    }
    assert limits == {"cadence_days": (1, 90), "session_minutes": (5, 480), "mentor_capacity": (1, 50)}


# Change


def test_settings_change_and_leave_a_trail(cast, sign_in):
    program = create(cast.coordinator)
    response = sign_in(cast.coordinator).post(
        reverse("program_edit", args=[program.pk]),
        fields(name="Growing on", starts_on=program.starts_on.isoformat(), ends_on=program.ends_on.isoformat()),
    )
    assert response.url == reverse("program_edit", args=[program.pk])
    program.refresh_from_db()
    assert program.name == "Growing on"
    entry = Entry.objects.get(program_id=program.pk, verb="program.changed")
    assert (entry.actor_id, entry.details["fields"]) == (cast.coordinator.pk, ["name"])


def test_nothing_changed_leaves_no_trail(cast):
    program = create(cast.coordinator)
    actions.update(program, by=cast.coordinator, now=timezone.now(), name=program.name)
    assert verbs(program) == ["program.created"]


def test_new_rhythm_is_that_of_the_session_step_too(cast):
    program = create(cast.coordinator)
    actions.update(program, by=cast.coordinator, now=timezone.now(), cadence_days=21)
    assert list(program.steps.filter(kind="session").values_list("every_days", flat=True)) == [21]
    assert program.steps.get(kind="check_in").every_days == 30


def test_closing_step_moves_with_the_last_day(cast):
    program = create(cast.coordinator)
    actions.update(program, by=cast.coordinator, now=timezone.now(), ends_on=program.ends_on - timedelta(days=64))
    assert program.steps.get(kind="closure").first_day == 300 - 14


def test_closed_program_can_not_be_changed(cast, sign_in):
    cast.other_program.state = "closed"
    cast.other_program.save()
    url = reverse("program_edit", args=[cast.other_program.pk])
    response = sign_in(cast.outsider).post(url, fields(name="Again"))
    assert response.status_code == 422
    assert Program.objects.get(pk=cast.other_program.pk).name == "Another program"


# State


def draft(cast):
    return create(cast.coordinator)


def enrolling(cast):
    program = create(cast.coordinator)
    actions.open_enrolment(program, by=cast.coordinator, now=timezone.now())
    return program


def test_program_goes_from_draft_to_closed_in_the_browser(cast, sign_in):
    program, browser = draft(cast), sign_in(cast.coordinator)
    factories.MembershipFactory(program=program, role="mentor")
    factories.MembershipFactory(program=program, role="mentee")
    for state in ("enrolling", "running", "closed"):
        response = browser.post(reverse("program_state", args=[program.pk]), {"to": state})
        assert response.url == reverse("program", args=[program.pk])
        program.refresh_from_db()
        assert program.state == state
    assert verbs(program) == ["program.created", "program.opened", "program.started", "program.closed"]


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda p: setattr(p, "purpose", " "), "Write down what the program is for."),
        (lambda p: p.steps.filter(kind="session").delete(), "The journey needs a step in which the pairs meet."),
        (lambda p: p.questions.all().delete(), "The application needs questions for mentors and for mentees."),
        (
            lambda p: (setattr(p, "starts_on", date(2020, 1, 1)), setattr(p, "ends_on", date(2020, 12, 1))),
            "Move the last day: it has to be more than a week from now.",
        ),
    ],
)
def test_unready_draft_can_not_open(cast, spoil, sentence):
    program = draft(cast)
    spoil(program)
    program.save()
    with pytest.raises(Refused) as refused:
        actions.open_enrolment(program, by=cast.coordinator, now=timezone.now())
    assert refused.value.sentence == sentence
    assert Program.objects.get(pk=program.pk).state == "draft"


def test_overview_says_what_is_missing_before_it_can_open(cast, sign_in):
    program = draft(cast)
    program.questions.all().delete()
    response = sign_in(cast.coordinator).get(reverse("program", args=[program.pk]))
    assert [(item.label, item.done) for item in response.context["checklist"]] == [
        ("Purpose", True),
        ("Dates", True),
        ("Journey with sessions", True),
        ("Questions for mentors and mentees", False),
    ]
    page = response.content.decode()
    assert "1 thing is left before you can open it" in page
    assert OPEN_FOR_ENROLMENT not in page


def test_program_starts_with_a_mentor_and_a_mentee(cast):
    program = enrolling(cast)
    factories.MembershipFactory(program=program, role="mentor")
    with pytest.raises(Refused, match="Approve a mentee first"):
        actions.start(program, by=cast.coordinator, now=timezone.now())


def test_live_pairs_keep_a_program_open(cast, sign_in):
    url = reverse("program_state", args=[cast.program.pk])
    browser = sign_in(cast.coordinator)
    page = browser.post(url, {"to": "closed"}, follow=True).content.decode()
    assert "1 pair is still live. End them first" in page
    cast.program.refresh_from_db()
    assert cast.program.state == "running"
    pairings.end(cast.pairing, ending="planned", by=cast.coordinator, now=timezone.now())
    browser.post(url, {"to": "closed"})
    cast.program.refresh_from_db()
    assert cast.program.state == "closed"


def test_stale_page_changes_nothing(cast):
    program = enrolling(cast)
    with pytest.raises(Refused, match="the program is now “enrolling”"):
        actions.open_enrolment(program, by=cast.coordinator, now=timezone.now())
    assert verbs(program).count("program.opened") == 1


def test_draft_does_not_run_before_it_enrols(cast):
    program = draft(cast)
    for role in ("mentor", "mentee"):
        factories.MembershipFactory(program=program, role=role)
    with pytest.raises(Refused, match="the program is now “draft”"):
        actions.start(program, by=cast.coordinator, now=timezone.now())


@pytest.mark.parametrize("to", ["", "draft", "nonsense"])
def test_unknown_state_changes_nothing(cast, sign_in, to):
    program = enrolling(cast)
    sign_in(cast.coordinator).post(reverse("program_state", args=[program.pk]), {"to": to})
    assert Program.objects.get(pk=program.pk).state == "enrolling"


def test_state_does_not_change_by_reading(cast, sign_in):
    assert sign_in(cast.coordinator).get(reverse("program_state", args=[cast.program.pk])).status_code == 405


# Pages


def test_overview_counts_how_far_people_have_come(cast, sign_in):
    factories.InvitationFactory(program=cast.program, role="mentor")
    factories.InvitationFactory(program=cast.program, role="mentee", state="withdrawn")
    factories.ApplicationFactory(program=cast.program, role="mentee")
    factories.ApplicationFactory(program=cast.program, role="mentee", state="draft", submitted_at=None)
    response = sign_in(cast.coordinator).get(reverse("program", args=[cast.program.pk]))
    assert response.context["enrolled"] == [
        setup_queries.Enrolled("Mentors", invited=1, applied=0, waiting=0, approved=1, paired=1),
        setup_queries.Enrolled("Mentees", invited=0, applied=1, waiting=1, approved=2, paired=1),
    ]
    assert response.context["waiting"] == 1


@pytest.mark.parametrize(("days", "week"), [(-1, 0), (0, 1), (6, 1), (7, 2), (83, 12), (84, 12), (200, 12)])
def test_week_counts_from_the_first_day(days, week):
    program = Program(starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 2) + timedelta(weeks=12))
    assert program.weeks == 12
    assert program.week(on=program.starts_on + timedelta(days=days)) == week


def test_mentor_reads_what_the_program_is_about_and_whom_to_ask(cast, sign_in):
    response = sign_in(cast.mentor).get(reverse("program", args=[cast.program.pk]))
    assert response.templates[0].name == "programs/setup/program_about.html"
    assert [membership.user for membership in response.context["coordinators"]] == [cast.coordinator]


def test_closed_programs_are_out_of_the_way(cast, sign_in):
    closed = factories.ProgramFactory(name="Last year", state="closed")
    factories.MembershipFactory(user=cast.mentor, program=closed, role="mentor")
    response = sign_in(cast.mentor).get(reverse("programs"))
    assert [row.program for row in response.context["open"]] == [cast.program]
    assert [row.program for row in response.context["closed"]] == [closed]
    assert response.context["managed"] is None


def test_administrator_sees_the_list_and_reads_nothing_inside(cast, sign_in):
    browser = sign_in(cast.administrator)
    response = browser.get(reverse("programs"))
    assert [p.name for p in response.context["managed"]] == ["Another program", "Women in Engineering"]
    assert "Cora Lind" in response.content.decode()
    assert f'href="{reverse("program", args=[cast.program.pk])}"' not in response.content.decode()
    assert browser.get(reverse("program", args=[cast.program.pk])).status_code == 404


READ = ["program", "program_edit", "program_coordinators", "program_journey", "program_mails", "program_activity"]


@pytest.mark.parametrize("name", READ)
def test_program_is_a_wall(cast, sign_in, name):
    url = reverse(name, args=[cast.program.pk])
    status = {part: sign_in(getattr(cast, part)).get(url).status_code for part in ("coordinator", "outsider", "mentor")}
    for_members = name in ("program", "program_journey")
    assert status == {"coordinator": 200, "outsider": 404, "mentor": 200 if for_members else 403}


def test_outsider_changes_nothing(cast, sign_in):
    browser = sign_in(cast.outsider)
    answers = [
        browser.post(reverse("program_state", args=[cast.program.pk]), {"to": "closed"}),
        browser.post(reverse("program_edit", args=[cast.program.pk]), fields()),
        browser.post(reverse("program_coordinators", args=[cast.program.pk]), {"email": "outsider@example.org"}),
        browser.post(reverse("coordinator_remove", args=[cast.program.pk, cast.coordinator_in.pk])),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4


def test_stranger_signs_in_first(cast, client):
    for name in READ:
        url = reverse(name, args=[cast.program.pk])
        assert client.get(url).url == f"{reverse('account_login')}?next={url}"


@pytest.mark.parametrize("number", [1, 3])
def test_list_of_programs_needs_the_same_queries_for_one_and_for_three(db, sign_in, number, django_assert_num_queries):
    """One's own programs, those of the organisation and applications that wait: each as many."""
    administrator = factories.UserFactory(is_administrator=True)
    for program in [factories.ProgramFactory() for _ in range(number)]:
        factories.MembershipFactory(user=administrator, program=program, role="mentor")
        factories.MembershipFactory(program=program, role="coordinator")
        factories.ApplicationFactory(user=administrator, program=program, role="mentee", state="submitted")
    browser = sign_in(administrator)
    with django_assert_num_queries(10):
        page = browser.get(reverse("programs"))
    assert [len(page.context[rows]) for rows in ("open", "managed", "applied")] == [number] * 3


@pytest.mark.parametrize("number", [1, 3])
def test_overview_needs_the_same_queries_for_one_and_for_three(cast, sign_in, number, django_assert_num_queries):
    for _ in range(number - 1):
        factories.PairingFactory(program=cast.program)
    for _ in range(number):
        factories.ApplicationFactory(program=cast.program)
    browser = sign_in(cast.coordinator)
    with django_assert_num_queries(11):
        browser.get(reverse("program", args=[cast.program.pk]))


@pytest.mark.parametrize("state", ["draft", "submitted", "approved"])
def test_who_waits_for_an_answer_reads_what_for(cast, sign_in, state):
    newcomer = factories.UserFactory()
    application = factories.ApplicationFactory(user=newcomer, program=cast.program, role="mentor", state=state)
    page = sign_in(newcomer).get(reverse("programs")).content.decode()
    words = {
        "draft": "Your application as a mentor is begun.",
        "submitted": "You have applied as a mentor.",
        "approved": "You take part in no program right now",
    }
    shows(page, words.pop(state), hides=words.values())
    assert (reverse("apply", args=[application.program_id, "mentor"]) in page) == (state != "approved")


# Next steps


def test_coordinator_is_led_to_the_draft(cast):
    program = draft(cast)
    steps = about_programs(cast.coordinator, now=timezone.now())
    assert [(step.headline, step.url) for step in steps] == [
        ("Growing is a draft", reverse("program", args=[program.pk]))
    ]


def test_coordinator_is_led_to_start_and_to_close(cast):
    program = enrolling(cast)
    first_day = timezone.now() + timedelta(days=29)
    assert about_programs(cast.coordinator, now=timezone.now()) == []
    assert [step.label for step in about_programs(cast.coordinator, now=first_day)] == ["Look and start"]
    after = timezone.now() + timedelta(days=500)
    assert {step.headline for step in about_programs(cast.coordinator, now=after)} == {
        f"{program} is over",
        "Women in Engineering is over",
    }


def test_mentor_is_not_asked_to_run_the_program(cast):
    assert about_programs(cast.mentor, now=timezone.now() + timedelta(days=500)) == []
