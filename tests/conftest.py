"""The cast: a coordinator, a mentor, a mentee, another mentee, an administrator and an outsider, in one program."""

import uuid
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils import timezone, translation

from tests import factories
from tests.database import (  # noqa: F401  # fixtures and a hook
    _django_db_helper,
    django_db_setup,
    pytest_runtest_setup,
    stage,
    stage_is_set,
)
from tests.identity_provider import provider, running_provider  # noqa: F401  # fixtures
from tests.order import pytest_collection_finish, pytest_collection_modifyitems  # noqa: F401  # hooks
from tests.postgres.frozen import frozen  # noqa: F401  # a fixture
from tests.signing_in import miriam, secret, signed_in  # noqa: F401  # fixtures
from tests.telling import note, sink  # noqa: F401  # fixtures


@pytest.fixture(scope="session", autouse=True)
def settings_of_tests(django_test_environment):
    """Pages render without collectstatic, the caches are this process's own, and a password costs no half second."""
    static = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(
        WHITENOISE_AUTOREFRESH=True,
        STORAGES=settings.STORAGES | static,
        CACHES={alias: {"BACKEND": "tests.caches.OwnCache"} for alias in settings.CACHES},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(autouse=True)
def fresh_cache(monkeypatch):
    """What one test has cached or counted (the organisation, failed sign-ins), no other test meets."""
    cache.clear()  # in tests all caches are one
    monkeypatch.setattr("mentoring.accounts.queries.SECONDS", 3600)  # no test counts one query more for being slow
    monkeypatch.setattr("mentoring.web.passing._silent_until", 0.0)


@pytest.fixture(autouse=True)
def fresh_clock():
    """Whose clock and words one test has taken, no other test meets; between two requests the middleware sees to it."""
    with timezone.override(None), translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def without_limits(monkeypatch):
    """For tests in which somebody does in a second what takes people days."""
    for name in ("NOTICES_AN_HOUR", "NOTICES_OF_A_KIND_AN_HOUR"):
        monkeypatch.setattr(f"mentoring.notifications.planning.limits.{name}", 1_000_000)


@pytest.fixture(autouse=True)
def no_broker(monkeypatch):
    """Nothing is handed to a worker; tests that want one say so."""
    monkeypatch.setattr("mentoring.notifications.planning.wake.delivery", lambda: None)


@pytest.fixture(scope="session")
def builds():
    """What is built once for many tests (tests/database.py)."""
    return {"cast": lambda nobody: make_cast(), "world": make_world, "browsers": sign_all_in}


@pytest.fixture
def cast(db, stage):  # noqa: F811
    """Users by part; `program`, `pairing` and the memberships (`mentor_in`, `mentee_in`, …) beside them.

    `outsider` coordinates another program and is a member of nothing here.
    """
    return stage.people() if stage.has("cast") else make_cast()


@pytest.fixture
def world(cast, stage):  # noqa: F811
    """The pair of the cast with a session, notes, goals, check-ins, an application and a mail."""
    return cast if stage.has("world") else make_world(cast)


@pytest.fixture
def browsers(world, stage):  # noqa: F811
    """A test client for each part of the cast, signed in."""
    found = (world if stage.has("browsers") else sign_all_in(world)).session_keys
    browsers = {part: Client() for part in found}
    for part, browser in browsers.items():
        browser.cookies[settings.SESSION_COOKIE_NAME] = found[part]
    return browsers


def make_cast() -> SimpleNamespace:
    program = factories.ProgramFactory(name="Women in Engineering")
    people = {
        part: factories.UserFactory(name=name, email=f"{part}@example.org")
        for part, name in {
            "coordinator": "Cora Lind",
            "mentor": "Miriam Okafor",
            "mentee": "Sam Lee",
            "other_mentee": "Noor Haddad",
            "outsider": "Otto Fremd",
        }.items()
    }
    people["administrator"] = factories.UserFactory(
        name="Ada Root", email="administrator@example.org", is_administrator=True
    )
    other_program = factories.ProgramFactory(name="Another program")
    factories.MembershipFactory(user=people["outsider"], program=other_program, role="coordinator")
    memberships = {
        f"{part}_in": factories.MembershipFactory(user=people[part], program=program, role=role)
        for part, role in {
            "coordinator": "coordinator",
            "mentor": "mentor",
            "mentee": "mentee",
            "other_mentee": "mentee",
        }.items()
    }
    pairing = factories.PairingFactory(
        program=program,
        mentor=memberships["mentor_in"],
        mentee=memberships["mentee_in"],
        created_by=people["coordinator"],
    )
    return SimpleNamespace(program=program, other_program=other_program, pairing=pairing, **people, **memberships)


@pytest.fixture
def sign_in(client):
    """`sign_in(cast.mentor)` gives a test client signed in as that person."""

    def as_person(user) -> Client:
        browser = Client()
        browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return as_person


def sign_all_in(cast: SimpleNamespace) -> SimpleNamespace:
    cast.session_keys = {}
    for part in ("coordinator", "mentor", "mentee", "other_mentee", "outsider", "administrator"):
        browser = Client()
        browser.force_login(getattr(cast, part), backend="django.contrib.auth.backends.ModelBackend")
        cast.session_keys[part] = browser.cookies[settings.SESSION_COOKIE_NAME].value
    return cast


def make_world(cast: SimpleNamespace) -> SimpleNamespace:
    from django.utils import timezone

    from goals.competencies import actions as competencies
    from goals.goals import actions as goals
    from goals.goals import talking as talk
    from goals.learning import actions as learning
    from mentoring.accounts.models import Organisation
    from mentoring.notifications.planning.models import Mail, Notification
    from mentoring.notifications.sending import heartbeat
    from pairings.check_ins import actions as check_ins
    from pairings.drafts import actions as drafts
    from programs.models import Answer, Competency, Question, Roster, Step

    now, today = timezone.now(), cast.program.today(timezone.now())
    heartbeat.beat(now + timedelta(days=1))  # so that /health is well however long the tests have taken by then
    Organisation.objects.create(pk=1, name="Harbour Engineering")
    cast.session = factories.SessionFactory(pairing=cast.pairing, minutes=473, logged_by=cast.mentor)
    factories.SessionLogFactory(
        session=cast.session,
        shared_notes="SHARED-NOTES",
        what_i_heard="WHAT-I-HEARD",
        questions_asked="QUESTIONS-I-ASKED",
        advice="ADVICE-I-GAVE",
        talking_share=30,
    )
    factories.HeardAnswerFactory(session=cast.session, meant="WHAT-I-MEANT")
    for session in (cast.session, *factories.SessionFactory.create_batch(2, pairing=cast.pairing)):
        factories.FeltHeardFactory(session=session, rating=2)
    factories.PrivateNoteFactory(session=cast.session, author=cast.mentor, text="MENTORS-PRIVATE-NOTE")
    factories.PrivateNoteFactory(session=cast.session, author=cast.mentee, text="MENTEES-PRIVATE-NOTE")
    cast.goal = factories.GoalFactory(pairing=cast.pairing, title="GOAL-TITLE", why="GOAL-WHY", measure="GOAL-MEASURE")
    cast.milestone = factories.MilestoneFactory(
        goal=cast.goal, title="MILESTONE-TITLE", reached_on=today, evidence="MILESTONE-EVIDENCE"
    )
    goals.agree(cast.goal, by=cast.mentor, now=now)
    goals.revise(cast.goal, change="reaffirm", reason="GOAL-REASON-OF-VERSION", by=cast.mentee, now=now)
    talk.say(cast.goal, text="GOAL-COMMENT", by=cast.mentor, now=now, form_key=uuid.uuid4())
    words = {"title": "ITEM-TITLE", "why": "ITEM-WHY", "by": cast.mentor, "now": now}
    cast.item = learning.add(cast.pairing, form_key=uuid.uuid4(), **words)
    learning.finish(cast.item, takeaway="ITEM-TAKEAWAY", rating=4, by=cast.mentee, now=now)
    three = dict.fromkeys(Competency.values, 3)
    competencies.rate(cast.pairing, moment="start", ratings=three | {"growth": 1}, by=cast.mentee, now=now)
    cast.private_goal = factories.GoalFactory(pairing=cast.pairing, title="PRIVATE-GOAL", is_private=True)
    step = factories.StepFactory(program=cast.program, kind=Step.Kind.CHECK_IN, title="Check-in", position=90)
    cast.check_in = factories.TouchpointFactory(pairing=cast.pairing, step=step)
    check_ins.answer(cast.check_in, by=cast.mentor, rating=2, comment="CHECK-IN-COMMENT-OF-MENTOR", now=now)
    check_ins.answer(cast.check_in, by=cast.mentee, rating=4, comment="CHECK-IN-COMMENT-OF-MENTEE", now=now)
    cast.planned = factories.PlannedSessionFactory(
        pairing=cast.pairing, minutes=347, place="PLACE-OF-SESSION", note="NOTE-OF-SESSION", word="WORD-ABOUT-IT"
    )
    typed = {"shared_notes": "MENTORS-DRAFT", "private_note": "PRIVATE-NOTE-IN-DRAFT"}
    drafts.keep(cast.pairing, None, values=typed, seen=0, by=cast.mentor, now=now)
    typed = {"text": "MENTEES-DRAFT-OF-AGREEMENT", "seen": "2"}
    drafts.keep(cast.pairing, None, about="agreement", values=typed, seen=0, by=cast.mentee, now=now)
    cast.point = factories.AgendaItemFactory(pairing=cast.pairing, text="POINT-OF-AGENDA")
    cast.promise = factories.PromiseFactory(pairing=cast.pairing, text="TEXT-OF-PROMISE")
    for state, word in (("kept", ""), ("let_go", "WORD-OF-PROMISE"), ("open", "")):
        settled_on = None if state == "open" else today
        due_on = today - timedelta(days=3)
        factories.PromiseFactory(pairing=cast.pairing, state=state, word=word, settled_on=settled_on, due_on=due_on)
    cast.proposal = factories.TimeProposalFactory(
        pairing=cast.pairing, place="PLACE-OF-PROPOSAL", note="NOTE-OF-PROPOSAL"
    )
    factories.ProposedTimeFactory(proposal=cast.proposal)
    factories.UsefulnessFactory(session=cast.session, author=cast.mentee, answer="partly")
    cast.application = factories.ApplicationFactory(
        program=cast.program, user=cast.mentor, role="mentor", state="approved"
    )
    for label, text, shown in (
        ("For coordinators", "ANSWER-FOR-COORDINATORS", False),
        ("For my match", "ANSWER-FOR-MATCH", True),
    ):
        question = factories.QuestionFactory(
            program=cast.program, label=label, audience=Question.Audience.MENTOR, shown_to_match=shown
        )
        Answer.objects.create(application=cast.application, question=question, value=text)
    cast.mail = Mail.objects.create(
        to=cast.mentee.email,
        recipient=cast.mentee,
        kind="session_late",
        subject="SUBJECT-OF-MAIL",
        text="Did you meet?",
        html="<p>Did you meet?</p>",
        message_id="<visibility@testserver>",
        program_id=cast.program.pk,
        state="sent",
        sent_at=now - timedelta(hours=1),
    )
    _begin(cast, now)
    _part(cast, now)
    _speak(cast, now)
    _give_feedback(cast, now)
    session_step = factories.StepFactory(program=cast.program, position=91)
    cast.touchpoint = factories.TouchpointFactory(pairing=cast.pairing, step=session_step, occurrence=2)
    cast.told = Notification.objects.create(
        key="visibility",
        about=f"touchpoint:{cast.touchpoint.pk}",
        recipient=cast.mentee,
        kind="session_late",
        payload={
            "touchpoint": cast.touchpoint.pk,
            "membership": cast.mentee_in.pk,
            "due_on": cast.touchpoint.due_on.isoformat(),
        },
        program_id=cast.program.pk,
        pairing_id=cast.pairing.pk,
        due_at=now,
        state="delivered",
        decided_at=now,
        in_app=True,
        title="TITLE-IN-INBOX",
        url="/",
    )
    cast.rung = factories.RungFactory(step=session_step, offset_days=-1, audience="doer")
    cast.holiday = cast.program.holidays.create(name="Summer", first_on=date(2036, 7, 1), last_on=date(2036, 7, 31))
    own_step = factories.StepFactory(program=cast.program, kind=Step.Kind.OWN, title="Have a coffee", position=92)
    cast.step_touchpoint = factories.TouchpointFactory(pairing=cast.pairing, step=own_step)
    cast.invitation = factories.InvitationFactory(program=cast.program, invited_by=cast.coordinator)
    cast.resource = factories.ResourceFactory(program=cast.program, title="RESOURCE-TITLE", added_by=cast.coordinator)
    cast.elsewhere = _sign_in_elsewhere(cast.mentee)
    cast.roster = Roster.objects.create(
        program=cast.program, by=cast.coordinator, file_name="people.csv", people=[], problems=[], created_at=now
    )
    return cast


def _sign_in_elsewhere(user):
    from allauth.usersessions.models import UserSession

    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    said = "Mozilla/5.0 (X11; CrOS x86_64) SamsungBrowser/28.0"
    key = browser.cookies[settings.SESSION_COOKIE_NAME].value
    return UserSession.objects.create(user=user, session_key=key, user_agent=said, ip="127.0.0.1")


def _speak(cast, now) -> None:
    """A message, one that is reported, a concern that nobody else knows of and one that the partner may read."""
    from pairings.concerns import actions as concerns
    from pairings.messages import actions as messages

    def send(text):
        return messages.send(cast.pairing, text=text, by=cast.mentor, now=now, form_key=uuid.uuid4())

    def say(text, **more):
        words = {"shown": {cast.coordinator.pk}, "by": cast.mentee, "now": now, "form_key": uuid.uuid4()}
        return concerns.raise_concern(cast.pairing, text=text, **words, **more)

    cast.message = send("MESSAGE-IN-PAIR")
    cast.report = messages.report(send("MESSAGE-REPORTED"), why="WHY-REPORTED", by=cast.mentee, now=now)
    closed = messages.report(send("MESSAGE-OF-CLOSED-REPORT"), by=cast.mentee, now=now)
    messages.close(closed, note="NOTE-ON-REPORT", by=cast.coordinator, now=now)
    cast.closed_report = closed
    cast.concern = say("WORDS-OF-CONCERN")
    cast.shared_concern = say("WORDS-OF-SHARED-CONCERN", is_shared=True)
    concerns.close(cast.shared_concern, note="NOTE-ON-CONCERN", by=cast.coordinator, now=now)


def _give_feedback(cast, now) -> None:
    """From the mentor: one that was answered, two more that were rated, one that is still closed; and a draft."""
    from django.utils import timezone

    from pairings.drafts import actions as drafts
    from pairings.feedback import actions as feedback
    from pairings.feedback.checks import Words

    words = Words("FEEDBACK-STRENGTH", "FEEDBACK-SITUATION", "FEEDBACK-EFFECT", "FEEDBACK-NEXT-STEP")
    cast.feedback = feedback.give(cast.pairing, words, by=cast.mentor, now=now, form_key=uuid.uuid4())
    feedback.answer(cast.feedback, text="FEEDBACK-ANSWER", by=cast.mentee, now=now)
    for one in (cast.feedback, *factories.FeedbackFactory.create_batch(2, pairing=cast.pairing)):
        feedback.rate(one, rating=2, by=cast.mentee, now=timezone.now())
    later = now + timedelta(days=3)
    cast.closed = factories.FeedbackFactory(pairing=cast.pairing, strength="FEEDBACK-STILL-CLOSED", opens_at=later)
    typed = {"strength": "FEEDBACK-DRAFT"}
    drafts.keep(cast.pairing, None, about="feedback", values=typed, seen=0, by=cast.mentor, now=now)
    factories.KudosFactory(pairing=cast.pairing, text="KUDOS-WORDS")


def _begin(cast, now) -> None:
    """Introductions, expectations that have opened, an agreement that nobody has signed, fit checks."""
    from pairings.agreement import actions as agreements
    from pairings.expectations import actions as expectations
    from pairings.fit_checks import actions as fit_checks
    from pairings.introductions import actions as introductions

    agreements.begin(cast.pairing, by=cast.mentee, now=now)  # an outline: nobody has answered yet
    for part in ("mentor", "mentee"):
        who, side = getattr(cast, part), part.upper()
        words = {"text": f"INTRODUCTION-OF-{side}", "reach": f"REACH-OF-{side}"}
        introductions.write(cast.pairing, **words, by=who, now=now)
        answers = expectations.Answers(f"EXPECTATION-OF-{side}", "weekly", ["mail"], "", "All", "Silence")
        expectations.hand_in(cast.pairing, answers, window=uuid.uuid4(), seen=0, by=who, now=now)
        fit_checks.answer(cast.pairing, answer="deciding", words=f"FIT-WORDS-OF-{side}", by=who, now=now)
    cast.agreement = agreements.change(cast.pairing, text="AGREEMENT-TEXT", seen=1, by=cast.mentor, now=now)


def _part(cast, now) -> None:
    """Thanks that wait for the other's, two answers of a reflection, a proposal to end that waits for an answer."""
    from pairings.endings import actions as endings
    from pairings.farewells import actions as farewells_actions
    from pairings.farewells.actions import ReflectionAnswer
    from pairings.keepsake import actions as keepsake_actions

    farewells_actions.thank(cast.pairing, text="THANKS-OF-MENTOR", by=cast.mentor, now=now)
    answers = {
        "learned": ReflectionAnswer("REFLECTION-SHARED", True),
        "hard": ReflectionAnswer("REFLECTION-KEPT", False),
    }
    farewells_actions.reflect(cast.pairing, answers=answers, by=cast.mentor, now=now)
    keepsake_actions.release(cast.pairing, chosen={("reflection", "learned")}, by=cast.mentor, now=now)
    endings.propose(cast.pairing, word="WORD-OF-ENDING", by=cast.mentee, now=now)
