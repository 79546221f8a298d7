"""From accepting an invitation to taking part, and what each side is told."""

import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from mentoring.activity.models import Entry
from mentoring.notifications.planning import kinds, letters
from mentoring.notifications.planning.models import Notification
from mentoring.web import dates
from mentoring.web.forms import sentence_of
from mentoring.web.integrity import Refused
from programs.applications import actions
from programs.invitations import actions as invitations
from programs.invitations import links
from programs.invitations.roster import Person
from programs.models import Answer, Application, Invitation, Membership, Program, Question
from tests import factories
from tests.next_steps import about_programs
from tests.pages import shows
from tests.sentences import CAPACITY

pytestmark = pytest.mark.django_db
LIST_QUERIES = 9


@pytest.fixture
def guest(cast):
    """Somebody invited as a mentor who has an account and belongs nowhere yet."""
    return factories.UserFactory(name="Ines Roth", email="ines@example.org")


def invitation_for(cast, email="ines@example.org", **fields):
    defaults = {"program": cast.program, "invited_by": cast.coordinator, "role": "mentor"}
    return factories.InvitationFactory(email=email, **{**defaults, **fields})


def join_url(invitation):
    return reverse("join", args=[links.token_of(invitation)])


def apply_url(cast, role="mentor"):
    return reverse("apply", args=[cast.program.pk, role])


def list_url(cast):
    return reverse("applications", args=[cast.program.pk])


def application_url(application):
    return reverse("application", args=[application.program_id, application.pk])


def questions(cast):
    """One of each kind, for everybody; the first two needed."""
    make = {
        "short": {"label": "Your job", "required": True},
        "choice": {"label": "Where?", "choices": ["Online", "On site"], "required": True},
        "multiple": {"label": "Topics", "choices": ["Career", "Code", "Courage"], "required": False},
        "long": {"label": "What do you hope for?", "required": False, "shown_to_match": True},
    }
    return {
        kind: factories.QuestionFactory(program=cast.program, kind=kind, audience="both", position=place, **fields)
        for place, (kind, fields) in enumerate(make.items())
    }


def typed(asked, **more):
    return {
        f"question_{asked['short'].pk}": "Engineer",
        f"question_{asked['choice'].pk}": "Online",
        f"question_{asked['multiple'].pk}": ["Career", "Courage"],
        f"question_{asked['long'].pk}": "To pass on <b>what</b> I know.",
        "capacity": "3",
        **more,
    }


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def submitted(cast, **fields):
    return factories.ApplicationFactory(program=cast.program, **fields)


def prepared(kind):
    """What would be sent for the notifications of the kind: contexts, or the reason why not."""
    rows = list(Notification.objects.filter(kind=kind).order_by("recipient__email"))
    answers = kinds.get(kind).prepare(rows, timezone.now())
    return [getattr(answers[row.pk], "context", None) or answers[row.pk].reason for row in rows]


# Accepting


def test_accepting_makes_a_draft_and_a_double_click_makes_one(cast, guest, sign_in):
    factories.QuestionFactory(program=cast.program)
    invitation = invitation_for(cast)
    browser = sign_in(guest)
    assert browser.get(join_url(invitation)).context["is_somebody_else"] is False
    assert [browser.post(join_url(invitation)).url for _ in range(2)] == [apply_url(cast)] * 2
    application = Application.objects.get()
    assert (application.user, application.state, application.role, application.invitation) == (
        guest,
        "draft",
        "mentor",
        invitation,
    )
    invitation.refresh_from_db()
    assert (invitation.state, Entry.objects.count()) == ("accepted", 1)
    assert browser.get(join_url(invitation)).context["state"] == "mine"


def test_somebody_else_is_asked_before_the_invitation_becomes_theirs(cast, guest, sign_in):
    invitation = invitation_for(cast, "work@example.org")
    page = sign_in(guest).get(join_url(invitation))
    assert page.context["is_somebody_else"] is True
    assert "The invitation was sent to work@example.org." in page.content.decode()
    sign_in(guest).post(join_url(invitation))
    assert Application.objects.get().user == guest


def test_an_invitation_accepted_by_one_is_not_accepted_by_another(cast, guest, sign_in):
    invitation = invitation_for(cast)
    sign_in(guest).post(join_url(invitation))
    response = sign_in(cast.outsider).post(join_url(invitation))
    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == ["This invitation was already accepted with another account."]
    assert Application.objects.count() == 1


def test_accepting_needs_an_account(cast, client):
    invitation = invitation_for(cast)
    response = client.post(join_url(invitation))
    invitation.refresh_from_db()
    assert response.url.startswith(reverse("account_signup"))
    assert (invitation.state, Application.objects.count()) == ("open", 0)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"state": "withdrawn"}, "This invitation was withdrawn."),
        ({"expires_at": timezone.now() - timedelta(hours=1)}, "This invitation has expired."),
    ],
)
def test_an_invitation_that_is_over_cannot_be_accepted(cast, guest, change, sentence):
    long_ago = timezone.now() - timedelta(days=30)
    invitation = invitation_for(cast, created_at=long_ago, **change)
    with pytest.raises(Refused) as raised:
        actions.accept(invitation, by=guest, now=timezone.now())
    assert (raised.value.sentence, Application.objects.count()) == (sentence, 0)


def test_who_already_takes_part_reads_so(cast, sign_in):
    response = sign_in(cast.mentor).post(join_url(invitation_for(cast, cast.mentor.email)))
    assert response.context["form"].non_field_errors() == ["You already take part in Women in Engineering as a mentor."]
    assert Invitation.objects.get().state == "open"


def test_an_invitation_after_a_refusal_opens_the_application_again(cast, guest):
    before = submitted(cast, user=guest, role="mentor", state="declined", decided_by=cast.coordinator)
    again = actions.accept(invitation_for(cast), by=guest, now=timezone.now())
    again.refresh_from_db()
    assert (again.pk, again.state, again.decided_by, again.submitted_at) == (before.pk, "draft", None, None)


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_an_invitation_while_the_application_waits_leaves_it_as_it_is(cast, guest, state):
    before = submitted(cast, user=guest, role="mentor", state=state)
    invitation = invitation_for(cast)
    actions.accept(invitation, by=guest, now=timezone.now())
    assert Application.objects.values_list("pk", "state", "invitation").get() == (before.pk, state, invitation.pk)


# Applying


def test_an_application_is_handed_in_with_every_kind_of_answer(cast, guest, sign_in):
    asked = questions(cast)
    actions.accept(invitation_for(cast), by=guest, now=timezone.now())
    browser = sign_in(guest)
    page = browser.get(apply_url(cast)).content.decode()
    shows(page, "Visible to the coordinators.", "and to your match.")
    response = browser.post(apply_url(cast), typed(asked), follow=True)
    assert messages_of(response) == ["Handed in. The coordinators will answer by mail."]
    application = Application.objects.get()
    assert (application.state, application.capacity) == ("submitted", 3)
    assert {answer.question.kind: answer.value for answer in Answer.objects.select_related("question")} == {
        "short": "Engineer",
        "choice": "Online",
        "multiple": ["Career", "Courage"],
        "long": "To pass on <b>what</b> I know.",
    }


def test_what_is_missing_is_named_and_what_was_typed_stays(cast, guest, sign_in):
    asked = questions(cast)
    actions.accept(invitation_for(cast), by=guest, now=timezone.now())
    data = {f"question_{asked['long'].pk}": "Kept.", "capacity": "0"}
    response = sign_in(guest).post(apply_url(cast), data)
    form = response.context["form"]
    assert response.status_code == 422
    assert form.errors == {
        f"question_{asked['short'].pk}": ["Answer “Your job”"],
        f"question_{asked['choice'].pk}": ["Choose an answer to “Where?”"],
        "capacity": ["Take at least one mentee."],
    }
    assert form[f"question_{asked['long'].pk}"].value() == "Kept."
    assert (Application.objects.get().state, Answer.objects.count()) == ("draft", 0)


def test_a_draft_is_kept_with_gaps_and_seen_by_nobody_else(cast, guest, sign_in):
    asked = questions(cast)
    actions.accept(invitation_for(cast), by=guest, now=timezone.now())
    browser = sign_in(guest)
    data = {f"question_{asked['long'].pk}": "Half a thought", "draft": "1"}
    response = browser.post(apply_url(cast), data)
    application = Application.objects.get()
    assert (response.url, application.state) == (reverse("home"), "draft")
    assert browser.get(apply_url(cast)).context["form"][f"question_{asked['long'].pk}"].value() == "Half a thought"
    assert sign_in(cast.coordinator).get(application_url(application)).status_code == 404
    assert list(sign_in(cast.coordinator).get(list_url(cast), {"state": ""}).context["page_obj"]) == []
    assert Notification.objects.count() == 0


def test_an_answer_taken_back_is_gone(cast, guest):
    asked = questions(cast)
    application = actions.accept(invitation_for(cast), by=guest, now=timezone.now())
    for answers in (
        {asked["short"].pk: "Engineer", asked["long"].pk: "x"},
        {asked["short"].pk: "Cook", asked["long"].pk: ""},
    ):
        actions.save_draft(application, answers=answers, capacity=None, by=guest, now=timezone.now())
    assert [(answer.question.kind, answer.value) for answer in application.answers.all()] == [("short", "Cook")]


def test_mentees_are_not_asked_for_a_capacity_and_only_their_questions(cast, guest, sign_in):
    for audience in ("mentor", "mentee", "both"):
        factories.QuestionFactory(program=cast.program, audience=audience, label=f"For {audience}")
    actions.accept(invitation_for(cast, role="mentee"), by=guest, now=timezone.now())
    form = sign_in(guest).get(apply_url(cast, "mentee")).context["form"]
    assert [field.label for field in form] == ["For mentee", "For both"]


def test_a_mentees_application_keeps_no_capacity(cast, guest):
    application = actions.accept(invitation_for(cast, role="mentee"), by=guest, now=timezone.now())
    actions.submit(application, answers={}, capacity=3, by=guest, now=timezone.now())
    assert (application.state, application.capacity) == ("submitted", None)


def test_a_coordinators_words_around_a_question_are_never_code(cast, guest, sign_in):
    factories.QuestionFactory(program=cast.program, label="<i>Why</i>?", help_text="<script>alert(1)</script>")
    actions.accept(invitation_for(cast), by=guest, now=timezone.now())
    page = sign_in(guest).get(apply_url(cast)).content.decode()
    shows(page, "&lt;script&gt;alert(1)", hides=["<script>alert(1)</script>", "<i>Why"])


def test_handing_in_tells_every_coordinator_once_but_not_the_author(cast, guest):
    second = factories.MembershipFactory(program=cast.program, role="coordinator").user
    factories.MembershipFactory(program=cast.program, role="coordinator", user=guest)
    application = actions.accept(invitation_for(cast), by=guest, now=timezone.now())
    for _ in range(2):
        actions.submit(application, answers={}, capacity=2, by=guest, now=timezone.now())
    told = Notification.objects.filter(kind="application_received")
    assert {row.recipient for row in told} == {cast.coordinator, second}
    assert {context["applicant"] for context in prepared("application_received")} == {"Ines Roth"}
    actions.approve(application, by=second, now=timezone.now())
    assert prepared("application_received") == ["The application was decided before this went out."] * 2


def test_an_application_may_be_changed_until_it_is_decided(cast, guest, sign_in):
    asked = questions(cast)
    application = actions.accept(invitation_for(cast), by=guest, now=timezone.now())
    browser = sign_in(guest)
    browser.post(apply_url(cast), typed(asked), follow=True)
    response = browser.post(apply_url(cast), typed(asked, capacity="5"), follow=True)
    assert messages_of(response) == ["Your changes are saved."]
    actions.approve(Application.objects.get(), by=cast.coordinator, now=timezone.now())
    late = browser.post(apply_url(cast), typed(asked, capacity="9"), follow=True)
    assert messages_of(late) == ["It has been decided in the meantime. Your changes were not saved."]
    application.refresh_from_db()
    assert (application.capacity, late.templates[0].name) == (5, "programs/applications/application_decided.html")
    with pytest.raises(Refused, match="has been decided in the meantime"):
        actions.submit(application, answers={}, capacity=9, by=guest, now=timezone.now())


def test_an_application_is_its_authors_page_alone(cast, guest, sign_in, client):
    actions.accept(invitation_for(cast), by=guest, now=timezone.now())
    statuses = {
        part: sign_in(getattr(cast, part)).get(apply_url(cast)).status_code
        for part in ("coordinator", "mentor", "outsider", "administrator")
    }
    assert statuses == dict.fromkeys(statuses, 404)
    assert client.get(apply_url(cast)).url.startswith(reverse("account_login"))


def test_capacity_is_a_mentors_and_humane(cast, guest, sign_in):
    actions.accept(invitation_for(cast), by=guest, now=timezone.now())
    response = sign_in(guest).post(apply_url(cast), {"capacity": "51"})
    assert response.context["form"].errors == {"capacity": ["A mentor takes at most 50 mentees."]}
    for fields in ({"capacity": 51}, {"capacity": 0}, {"capacity": 1, "role": "mentee"}):
        with pytest.raises(IntegrityError, match="application_capacity_is_a_mentors"), transaction.atomic():
            Application.objects.update(**fields)
    assert sentence_of("application_capacity_is_a_mentors", Application) == CAPACITY


def test_one_application_for_each_role(cast):
    application = submitted(cast)
    with pytest.raises(IntegrityError, match="application_is_single"), transaction.atomic():
        submitted(cast, user=application.user)
    assert sentence_of("application_is_single", Application) == "You have already applied for this role."
    submitted(cast, user=application.user, role="mentor")


# Deciding


def test_approving_lets_the_person_in_with_their_capacity_and_a_mail(cast, guest, sign_in):
    application = submitted(cast, user=guest, role="mentor", capacity=4)
    page = sign_in(cast.coordinator).post(
        application_url(application), {"decision": "approve", "message": "Glad you are here."}, follow=True
    )
    assert messages_of(page) == ["Ines Roth takes part now and gets a mail."]
    membership = Membership.objects.get(user=guest)
    assert (membership.role, membership.capacity, membership.state) == ("mentor", 4, "active")
    application.refresh_from_db()
    assert (application.state, application.decided_by, application.decision_message) == (
        "approved",
        cast.coordinator,
        "Glad you are here.",
    )
    (context,) = prepared("application_approved")
    assert (context["message"], context["decided_by"]) == ("Glad you are here.", "Cora Lind")
    assert Notification.objects.get().recipient == guest
    assert list(Entry.objects.values_list("verb", flat=True)) == ["application.approved"]


@pytest.mark.parametrize(
    ("clock", "said"),
    [("2026-12-02T04:59Z", "starts on"), ("2026-12-02T05:00Z", "has been running since")],
)
def test_the_welcome_says_by_the_programs_day_whether_it_has_started(cast, guest, clock, said):
    Program.objects.filter(pk=cast.program.pk).update(starts_on=date(2026, 12, 1), time_zone="America/New_York")
    application = factories.ApplicationFactory(
        program=cast.program, user=guest, state="approved", decided_by=cast.coordinator, decided_at=timezone.now()
    )
    row = Notification(pk=1, kind="application_approved", payload={"application": application.pk})
    letter = kinds.get(row.kind).prepare([row], datetime.fromisoformat(clock))[1]
    rendered = letters.render(row.kind, {**letter.context, "recipient": guest})
    for words in (rendered.text, rendered.html):
        shows(words, f"The program {said} {dates.day(date(2026, 12, 1))};")


def test_a_mentor_who_named_no_capacity_gets_the_programs(cast, guest):
    Program.objects.filter(pk=cast.program.pk).update(mentor_capacity=7)
    application = submitted(cast, user=guest, role="mentor")
    application.program.refresh_from_db()
    assert actions.approve(application, by=cast.coordinator, now=timezone.now()).capacity == 7


def test_declining_lets_nobody_in_and_sends_a_mail(cast, guest, sign_in):
    application = submitted(cast, user=guest)
    page = sign_in(cast.coordinator).post(
        application_url(application), {"decision": "decline", "message": "All places are taken."}, follow=True
    )
    assert messages_of(page) == ["Declined. Ines Roth gets a mail."]
    assert Membership.objects.filter(user=guest).count() == 0
    (context,) = prepared("application_declined")
    assert context["message"] == "All places are taken."


def test_the_second_coordinator_reads_who_was_first(cast, guest, sign_in):
    application = submitted(cast, user=guest)
    second = factories.MembershipFactory(program=cast.program, role="coordinator").user
    actions.approve(application, by=cast.coordinator, now=timezone.now())
    response = sign_in(second).post(application_url(application), {"decision": "decline"})
    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == ["Cora Lind already approved this."]
    application.refresh_from_db()
    assert (application.state, application.decided_by) == ("approved", cast.coordinator)
    assert list(Notification.objects.values_list("kind", flat=True)) == ["application_approved"]


def test_what_is_not_handed_in_is_not_decided(cast, guest):
    application = submitted(cast, user=guest, state="draft", submitted_at=None)
    with pytest.raises(Refused, match="This application has not been handed in yet"):
        actions.approve(application, by=cast.coordinator, now=timezone.now())
    assert not Membership.objects.filter(user=guest).exists()


def test_a_decision_is_not_told_where_it_was_changed_before(cast, guest):
    application = submitted(cast, user=guest)
    actions.decline(application, by=cast.coordinator, now=timezone.now())
    Application.objects.update(state="approved")
    assert prepared("application_declined") == ["The decision was changed before this went out."]


def test_who_no_longer_coordinates_is_told_of_no_application(cast, guest):
    application = submitted(cast, user=guest, state="draft")
    actions.submit(application, answers={}, by=guest, now=timezone.now())
    Membership.objects.filter(pk=cast.coordinator_in.pk).update(state="left")
    assert prepared("application_received") == ["The recipient no longer coordinates the program."]


def test_choosing_nothing_is_answered_in_words(cast, sign_in):
    response = sign_in(cast.coordinator).post(application_url(submitted(cast)), {"message": "Kept"})
    assert response.context["form"].errors == {"decision": ["Choose whether to approve or to decline."]}
    assert response.context["form"]["message"].value() == "Kept"


def test_who_had_left_comes_back_on_the_same_membership(cast, guest):
    old = factories.MembershipFactory(user=guest, program=cast.program, role="mentor", state="left", capacity=1)
    application = submitted(cast, user=guest, role="mentor", capacity=3)
    now = timezone.now()
    back = actions.approve(application, by=cast.coordinator, now=now)
    back.refresh_from_db()
    assert (back.pk, back.state, back.capacity, back.joined_at) == (old.pk, "active", 3, now)


def test_approving_a_role_already_held_changes_nothing_about_it(cast):
    application = submitted(cast, user=cast.mentor, role="mentor", capacity=9)
    membership = actions.approve(application, by=cast.coordinator, now=timezone.now())
    assert (membership.pk, membership.capacity) == (cast.mentor_in.pk, 2)


def test_nobody_is_let_into_a_closed_program(cast):
    application = submitted(cast)
    Program.objects.filter(pk=cast.program.pk).update(state="closed")
    application.program.refresh_from_db()
    with pytest.raises(Refused, match="is closed"):
        actions.approve(application, by=cast.coordinator, now=timezone.now())
    application.refresh_from_db()
    assert application.state == "submitted"


def test_a_decision_in_the_past_is_kept_with_its_day(cast, guest):
    past = timezone.now() - timedelta(days=100)
    application = submitted(cast, user=guest)
    membership = actions.approve(application, by=cast.coordinator, now=past, message="Welcome")
    application.refresh_from_db()
    assert (membership.joined_at, application.decided_at, Entry.objects.get().at) == (past, past, past)


def test_several_are_approved_from_the_list(cast, sign_in):
    rows = [submitted(cast) for _ in range(3)]
    elsewhere = factories.ApplicationFactory(program=cast.other_program)
    browser = sign_in(cast.coordinator)
    page = browser.post(list_url(cast), {"applications": [rows[0].pk, rows[1].pk]}, follow=True)
    assert messages_of(page) == ["2 people take part now."]
    assert [row.pk for row in page.context["page_obj"]] == [rows[2].pk]
    stale = browser.post(list_url(cast), {"applications": [rows[0].pk, rows[2].pk]}, follow=True)
    assert messages_of(stale) == [f"{rows[0].user}: Cora Lind already approved this.", "1 person takes part now."]
    theirs = browser.post(list_url(cast), {"applications": [elsewhere.pk]})
    assert theirs.context["form"].errors == {"applications": ["One of these applications is not there any more."]}
    none = browser.post(list_url(cast), {})
    assert none.context["form"].errors == {"applications": ["Tick at least one application first."]}
    elsewhere.refresh_from_db()
    assert (elsewhere.state, none.status_code) == ("submitted", 422)


def test_the_list_is_filtered_by_state_and_role(cast, sign_in):
    waiting, approved = submitted(cast, role="mentor"), submitted(cast, state="approved", decided_by=cast.coordinator)
    submitted(cast, state="draft", submitted_at=None)
    browser = sign_in(cast.coordinator)

    def shown(**query):
        return {row.pk for row in browser.get(list_url(cast), query).context["page_obj"]}

    assert [shown(), shown(state="approved"), shown(state=""), shown(role="mentee"), shown(state="nonsense")] == [
        {waiting.pk},
        {approved.pk},
        {waiting.pk, approved.pk},
        set(),
        {waiting.pk},
    ]


def test_the_list_asks_the_same_number_of_queries_for_one_and_for_three(cast, sign_in, django_assert_num_queries):
    browser = sign_in(cast.coordinator)
    submitted(cast)
    with django_assert_num_queries(LIST_QUERIES):
        browser.get(list_url(cast))
    submitted(cast)
    submitted(cast)
    with django_assert_num_queries(LIST_QUERIES):
        browser.get(list_url(cast))


def test_applications_are_the_coordinators_alone(cast, sign_in, client):
    application = submitted(cast)
    for path in (list_url(cast), application_url(application)):
        for method in ("get", "post"):
            statuses = {
                part: getattr(sign_in(getattr(cast, part)), method)(path).status_code
                for part in ("outsider", "administrator", "mentor", "mentee")
            }
            assert statuses == {"outsider": 404, "administrator": 404, "mentor": 403, "mentee": 403}
        assert client.get(path).url.startswith(reverse("account_login"))
    elsewhere = reverse("application", args=[cast.other_program.pk, application.pk])
    assert sign_in(cast.outsider).get(elsewhere).status_code == 404


def test_answers_are_shown_as_written_never_as_code(cast, sign_in):
    asked = questions(cast)
    application = submitted(cast, role="mentor", capacity=2)
    Answer.objects.create(application=application, question=asked["long"], value="<b>x</b>\n2nd")
    page = sign_in(cast.coordinator).get(application_url(application)).content.decode()
    assert "&lt;b&gt;x&lt;/b&gt;<br>\n2nd" in page
    assert Question.objects.count() == page.count('<dt class="label">') - 1


# What to do next


def headlines(user):
    return [(step.rank, step.headline) for step in about_programs(user, now=timezone.now())]


def test_the_next_step_of_an_applicant_follows_the_application(cast, guest):
    application = actions.accept(invitation_for(cast), by=guest, now=timezone.now())
    assert headlines(guest) == [(2, "Finish your application to Women in Engineering")]
    actions.submit(application, answers={}, capacity=1, by=guest, now=timezone.now())
    assert headlines(guest) == [(90, "You're in line")]
    actions.approve(application, by=cast.coordinator, now=timezone.now())
    assert headlines(guest) == []


def test_the_next_steps_of_a_coordinator_are_who_waits_and_who_is_silent(cast, django_assert_num_queries):
    assert headlines(cast.coordinator) == []
    past = timezone.now() - timedelta(days=8)
    invitation_for(cast, created_at=past, sent_at=past)
    invitation_for(cast, "fresh@example.org")
    submitted(cast)
    with django_assert_num_queries(2):
        assert headlines(cast.coordinator) == [
            (3, "1 person waits for your answer"),
            (60, "1 invitation has no answer"),
        ]
    for _ in range(2):
        submitted(cast)
    with django_assert_num_queries(2):
        assert headlines(cast.coordinator)[0] == (3, "3 people wait for your answer")
    assert headlines(cast.mentor) == []
    assert headlines(cast.outsider) == []


def meanwhile(act):
    """Runs `act` in another connection; gives its thread and where its outcome will be."""
    outcomes = []

    def run():
        try:
            act()
            outcomes.append("done")
        except Refused as refused:
            outcomes.append(refused.sentence)
        finally:
            connection.close()

    return threading.Thread(target=run), outcomes


@pytest.mark.django_db(transaction=True)
def test_an_invitation_accepted_while_the_person_is_let_in_takes_nothing_back(cast, guest):
    waiting = factories.ApplicationFactory(program=cast.program, user=guest, role="mentor", state="submitted")
    second = invitation_for(cast)
    thread, outcomes = meanwhile(lambda: actions.accept(second, by=guest, now=timezone.now()))
    with transaction.atomic():
        actions.approve(waiting, by=cast.coordinator, now=timezone.now())
        thread.start()
        thread.join(timeout=1)
        assert outcomes == []
    thread.join(timeout=30)

    assert outcomes == ["You already take part in Women in Engineering as a mentor."]
    waiting.refresh_from_db()
    second.refresh_from_db()
    assert (waiting.state, second.state) == ("approved", "open")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("door", ["invite", "accept", "submit", "approve"])
def test_nobody_slips_in_while_the_program_is_being_closed(cast, guest, door):
    application = factories.ApplicationFactory(
        program=cast.program, user=guest, role="mentee", state="draft" if door == "submit" else "submitted"
    )
    invitation, now, by = invitation_for(cast), timezone.now(), cast.coordinator
    act = {
        "invite": lambda: invitations.invite(
            cast.program, people=[Person("new@example.org", "", "mentor")], role="mentor", by=by, now=now
        ),
        "accept": lambda: actions.accept(invitation, by=guest, now=now),
        "submit": lambda: actions.submit(application, answers={}, by=guest, now=now),
        "approve": lambda: actions.approve(application, by=by, now=now),
    }[door]
    thread, outcomes = meanwhile(act)
    with transaction.atomic():
        Program.objects.filter(pk=cast.program.pk).update(state=Program.State.CLOSED)
        thread.start()
        thread.join(timeout=1)
        assert outcomes == []
    thread.join(timeout=30)

    closed = "Nobody can be invited any more." if door == "invite" else "Nobody can join it any more."
    [outcome] = outcomes
    assert outcome.endswith(closed)
    assert (Membership.objects.of(guest).count(), Invitation.objects.count()) == (0, 1)
