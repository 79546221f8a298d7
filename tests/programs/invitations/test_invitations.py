"""Inviting people: typed and by file, sent again, withdrawn, opened."""

import time
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from django.core import mail as django_mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from mentoring.accounts.models import Organisation, User
from mentoring.activity.models import Entry
from mentoring.notifications.planning.limits import INVITATIONS_TO_AN_ADDRESS_A_DAY
from mentoring.notifications.planning.models import Mail
from mentoring.web.integrity import Refused, sentences
from programs.invitations import actions, links, queries, roster
from programs.invitations.roster import Person
from programs.models import Application, Invitation, Program, Roster
from tests import factories
from tests.pages import shows

pytestmark = pytest.mark.django_db
LIST_QUERIES = 9


def url(name, cast, **kwargs):
    return reverse(name, kwargs={"pk": cast.program.pk, **kwargs})


def csv_file(text, name="people.csv"):
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode(), "text/csv")


def upload(browser, cast, text, role="mentee"):
    return browser.post(url("invite_csv", cast), {"file": csv_file(text), "role": role})


def verbs():
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def invitation_for(cast, email="ines@example.org", **fields):
    return factories.InvitationFactory(program=cast.program, email=email, invited_by=cast.coordinator, **fields)


# Typed


def test_typed_addresses_get_an_invitation_and_a_mail_each(cast, sign_in):
    response = sign_in(cast.coordinator).post(
        url("invite", cast),
        {"role": "mentor", "people": "Ines Roth <Ines@example.org>; jo@example.org"},
        follow=True,
    )
    assert messages_of(response) == ["2 invitations are on their way."]
    rows = Invitation.objects.order_by("email")
    assert [(row.email, row.name, row.role, row.state, row.sent_count) for row in rows] == [
        ("ines@example.org", "Ines Roth", "mentor", "open", 1),
        ("jo@example.org", "", "mentor", "open", 1),
    ]
    assert rows[0].expires_at - rows[0].created_at == timedelta(days=14)
    mails = Mail.objects.order_by("to")
    assert [(mail.to, mail.kind, mail.program_id) for mail in mails] == [
        ("ines@example.org", "invitation", cast.program.pk),
        ("jo@example.org", "invitation", cast.program.pk),
    ]
    assert mails[0].subject == "Cora Lind invites you to be a mentor in Women in Engineering"
    for body in (mails[0].text, mails[0].html):
        shows(body, actions.link(rows[0]), hides=[actions.link(rows[1])])
    assert verbs() == ["invitations.sent"]
    assert django_mail.outbox == []


def test_typed_errors_are_listed_by_line_and_the_text_is_kept(cast, sign_in):
    text = "ines@example.org\nnonsense"
    response = sign_in(cast.coordinator).post(url("invite", cast), {"role": "mentor", "people": text})
    assert response.status_code == 422
    assert response.context["form"].errors == {
        "people": ["Line 2: “nonsense” is not an e-mail address. Write it like name@example.org."]
    }
    assert response.context["form"]["people"].value() == text
    assert (Invitation.objects.count(), Mail.objects.count()) == (0, 0)


def test_typing_nothing_is_answered_in_words(cast, sign_in):
    response = sign_in(cast.coordinator).post(url("invite", cast), {"people": ""})
    assert response.status_code == 422
    assert response.context["form"].errors == {
        "role": ["Choose whether they are invited as mentors or as mentees."],
        "people": ["Type or paste at least one e-mail address."],
    }


def test_who_is_in_or_invited_or_has_applied_is_told_and_not_written_to(cast, sign_in):
    invitation_for(cast, "Ines@example.org")
    applicant = factories.ApplicationFactory(program=cast.program).user
    text = f"SAM.unknown@example.org mentee@example.org ines@example.org {applicant.email}"
    response = sign_in(cast.coordinator).post(url("invite", cast), {"role": "mentee", "people": text}, follow=True)
    assert messages_of(response) == [
        "Already taking part: mentee@example.org.",
        f"Already applied, and waiting for your answer: {applicant.email}.",
        "Already invited, and not written to again: ines@example.org.",
        "1 invitation is on its way.",
    ]
    assert list(Mail.objects.values_list("to", flat=True)) == ["sam.unknown@example.org"]


def test_a_mentee_may_be_invited_as_a_mentor_too(cast):
    now = timezone.now()
    invited = actions.invite(
        cast.program, people=[Person(cast.mentee.email)], role="mentor", by=cast.coordinator, now=now
    )
    assert invited.sent == [cast.mentee.email]


def test_inviting_twice_sends_once(cast):
    now = timezone.now()
    for _ in range(2):
        actions.invite(cast.program, people=[Person("ines@example.org")], role="mentor", by=cast.coordinator, now=now)
    assert (Invitation.objects.count(), Mail.objects.count()) == (1, 1)


def test_an_expired_invitation_is_renewed_when_the_person_is_invited_anew(cast):
    now = timezone.now()
    before = now - timedelta(days=20)
    old = invitation_for(cast, created_at=before, sent_at=before, expires_at=before + timedelta(days=14))
    actions.invite(cast.program, people=[Person("ines@example.org")], role="mentee", by=cast.coordinator, now=now)
    old.refresh_from_db()
    assert (old.sent_count, old.expires_at, Invitation.objects.count(), Mail.objects.count()) == (
        2,
        now + timedelta(days=14),
        1,
        1,
    )


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (Program.State.DRAFT, "This program is still a draft. Open it for enrolment, then invite people."),
        (Program.State.CLOSED, "This program is closed. Nobody can be invited any more."),
    ],
)
def test_a_draft_or_closed_program_invites_nobody(cast, sign_in, state, sentence):
    Program.objects.filter(pk=cast.program.pk).update(state=state)
    response = sign_in(cast.coordinator).post(url("invite", cast), {"role": "mentor", "people": "ines@example.org"})
    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [sentence]
    assert Invitation.objects.count() == 0


def test_an_open_invitation_is_single_whoever_writes_it(cast):
    invitation_for(cast, "ines@example.org")
    with pytest.raises(IntegrityError, match="invitation_is_open_once"), transaction.atomic():
        invitation_for(cast, "INES@example.org")
    with pytest.raises(Refused, match="There is already an open invitation for this address"), sentences():
        invitation_for(cast, "Ines@example.org")
    invitation_for(cast, "ines@example.org", role="mentor")
    assert Invitation.objects.count() == 2


# By file


def test_a_file_is_shown_first_and_sent_only_when_confirmed(cast, sign_in):
    invitation_for(cast, "ines@example.org")
    browser = sign_in(cast.coordinator)
    rows = ["email,name,role", "jo@example.org,Jo <b>,mentor", "ines@example.org,Ines,mentee"]
    text = "\n".join([*rows, "mentor@example.org,M,mentor", "bad,X,mentee"])
    response = upload(browser, cast, text)
    roster = Roster.objects.get()
    assert response.url == url("roster", cast, roster_pk=roster.pk)
    page = browser.get(response.url)
    assert page.context["to_send"] == [Person("jo@example.org", "Jo <b>", "mentor")]
    assert page.context["known"] == [
        (Person("ines@example.org", "Ines", "mentee"), "already invited"),
        (Person("mentor@example.org", "M", "mentor"), "already takes part"),
    ]
    assert page.context["problems"] == [[5, "“bad” is not an e-mail address.", "Write it like name@example.org."]]
    assert "Jo &lt;b&gt;" in page.content.decode()
    assert (Invitation.objects.count(), Mail.objects.count()) == (1, 0)
    done = browser.post(response.url, follow=True)
    assert messages_of(done) == ["1 invitation is on its way."]
    assert list(Mail.objects.values_list("to", flat=True)) == ["jo@example.org"]


def test_htmx_gets_the_whole_page_of_the_check_because_it_has_no_fragment(cast, sign_in):
    browser = sign_in(cast.coordinator)
    address = upload(browser, cast, "email\njo@example.org\n").url
    page = browser.get(address, headers={"HX-Request": "true"})
    assert page.status_code == 200
    shows(page, "<h1>1 invitation to send</h1>")


def test_confirming_twice_sends_once_and_forgets_the_list(cast, sign_in):
    browser = sign_in(cast.coordinator)
    confirm = upload(browser, cast, "email\njo@example.org\n").url
    answers = [browser.post(confirm, follow=True) for _ in range(2)]
    assert [messages_of(answer) for answer in answers] == [["1 invitation is on its way."]] * 2
    assert (Invitation.objects.count(), Mail.objects.count()) == (1, 1)
    roster = Roster.objects.get()
    assert (roster.people, roster.problems, roster.sent_count) == ([], [], 1)
    assert browser.get(confirm).url == url("invitations", cast)


def test_a_new_upload_replaces_the_one_that_was_never_confirmed(cast, sign_in):
    browser = sign_in(cast.coordinator)
    upload(browser, cast, "email\njo@example.org\n")
    upload(browser, cast, "email\nines@example.org\n")
    assert [roster.people for roster in Roster.objects.all()] == [[["ines@example.org", "", "mentee"]], []]


def test_a_list_that_a_newer_one_has_replaced_says_so_and_sends_nothing(cast, sign_in):
    browser = sign_in(cast.coordinator)
    first = upload(browser, cast, "email\njo@example.org\n").url
    second = upload(browser, cast, "email\nines@example.org\n").url
    for page in (browser.get(first), browser.post(first)):
        words = page.content.decode()
        assert page.status_code == 410
        assert "<h1>A newer file has taken its place</h1>" in words
        assert "Nothing was sent from this one." in words
        assert f'href="{url("invite_csv", cast)}"' in words
    assert Invitation.objects.count() == 0
    browser.post(second)
    assert [row.email for row in Invitation.objects.all()] == ["ines@example.org"]
    assert browser.get(first).status_code == 410


def test_a_list_replaced_while_its_button_was_pressed_sends_nothing(cast, sign_in):
    browser = sign_in(cast.coordinator)
    upload(browser, cast, "email\njo@example.org\n")
    read_before = Roster.objects.get()
    upload(browser, cast, "email\nines@example.org\n")
    with pytest.raises(actions.Replaced):
        actions.confirm(read_before, by=cast.coordinator, now=timezone.now())
    assert Invitation.objects.count() == 0
    assert not Roster.objects.exclude(sent_at=None).exists()


def test_a_file_that_cannot_be_read_is_answered_in_words_and_leaves_nothing(cast, sign_in):
    browser = sign_in(cast.coordinator)
    answers = {
        b"PK\x03\x04": "This is an Excel workbook. Open it, choose “Save as” and “CSV UTF-8”, and upload that file.",
        b"": "The file is empty. Save it again with at least one address in it.",
    }
    for data, sentence in answers.items():
        response = upload(browser, cast, data)
        assert response.status_code == 422
        assert response.context["form"].errors == {"file": [sentence]}
    response = browser.post(url("invite_csv", cast), {})
    assert response.context["form"].errors == {"file": ["Choose the file with the addresses."]}
    assert Roster.objects.count() == 0


def test_another_coordinators_upload_is_not_there(cast, sign_in):
    second = factories.MembershipFactory(program=cast.program, role="coordinator").user
    confirm = upload(sign_in(cast.coordinator), cast, "email\njo@example.org\n").url
    assert [sign_in(second).get(confirm).status_code, sign_in(second).post(confirm).status_code] == [404, 404]
    assert Invitation.objects.count() == 0


def test_the_sample_file_can_be_uploaded_as_it_is(cast, sign_in):
    browser = sign_in(cast.coordinator)
    sample = browser.get(url("invite_csv_sample", cast)).content
    upload(browser, cast, sample)
    assert Roster.objects.get().people == [
        ["sam.lee@example.org", "Sam Lee", "mentee"],
        ["miriam.okafor@example.org", "Miriam Okafor", "mentor"],
    ]


@pytest.mark.long
def test_five_thousand_take_few_queries_and_each_no_longer_than_one_of_five_hundred(
    cast, sign_in, django_assert_max_num_queries
):
    Organisation.objects.create(pk=1, name="Harbour Engineering")
    browser = sign_in(cast.coordinator)

    def seconds_for(count: int, domain: str) -> float:
        rows = "\n".join(f"person{n}@{domain};Person {n};{'mentor' if n % 4 else 'mentee'}" for n in range(count))
        started = time.process_time()  # not what others take of the machine
        confirm = upload(browser, cast, f"email;name;role\n{rows}").url
        assert browser.get(confirm).context["to_send_count"] == count
        with django_assert_max_num_queries(
            56
        ):  # two of them a savepoint around the act, four count what was sent before
            browser.post(confirm)
        return time.process_time() - started

    few, many = seconds_for(500, "few.example.org"), seconds_for(5000, "many.example.org")
    assert (Invitation.objects.count(), Mail.objects.count()) == (5500, 5500)
    assert many < 14 * few, f"{few:.1f} s, {many:.1f} s"


# Looked after


def test_the_list_shows_states_and_filters_them(cast, sign_in):
    now = timezone.now()
    long_ago = {"created_at": now - timedelta(days=30), "sent_at": now - timedelta(days=30)}
    invitation_for(cast, "open@example.org")
    invitation_for(cast, "expired@example.org", expires_at=now - timedelta(days=16), **long_ago)
    invitation_for(cast, "accepted@example.org", state="accepted", answered_at=now)
    invitation_for(cast, "withdrawn@example.org", state="withdrawn")
    factories.InvitationFactory(program=cast.other_program, invited_by=cast.outsider)
    browser = sign_in(cast.coordinator)
    shown = {
        state: {row.invitation.email for row in browser.get(url("invitations", cast), {"state": state}).context["rows"]}
        for state in queries.FILTERS
    }
    assert shown == {
        "": {"open@example.org", "expired@example.org", "accepted@example.org", "withdrawn@example.org"},
        **{state: {f"{state}@example.org"} for state in ("open", "accepted", "expired", "withdrawn")},
        "failed": set(),
    }
    found = browser.get(url("invitations", cast), {"q": "EXPIRED@"}, headers={"HX-Request": "true"})
    part = found.content.decode()
    shows(part, "expired@example.org", hides=["open@example.org", "<html"])


def test_the_list_tells_what_became_of_the_emails_and_never_calls_waiting_one_that_failed(cast, sign_in):
    people = [Person("gone@example.org"), Person("sent@example.org"), Person("slow@example.org")]
    actions.invite(cast.program, people=people, role="mentee", by=cast.coordinator, now=timezone.now())
    Mail.objects.filter(to="gone@example.org").update(state="failed", server_answer="550 No such mailbox")
    Mail.objects.filter(to="sent@example.org").update(state="sent", sent_at=timezone.now())
    browser = sign_in(cast.coordinator)

    def listed(state):
        context = browser.get(url("invitations", cast), {"state": state}).context
        numbers = {name: number for name, _, number in context["filters"]}
        return {row.invitation.email: row.state for row in context["rows"]}, numbers[state]

    waiting = {"sent@example.org": "open", "slow@example.org": "open"}
    assert listed("") == ({**waiting, "gone@example.org": "failed"}, "3")
    assert [listed("open"), listed("failed")] == [(waiting, "2"), ({"gone@example.org": "failed"}, "1")]
    page = browser.get(url("invitations", cast), {"state": "failed"})
    shows(page, "Email failed", "The mail server answered: 550 No such mailbox", hides=["Waiting until"])
    shows(browser.get(url("invitations", cast), {"q": "slow"}), "On its way")


def test_a_failed_email_that_is_sent_again_waits_again(cast):
    now = timezone.now()
    actions.invite(cast.program, people=[Person("gone@example.org")], role="mentee", by=cast.coordinator, now=now)
    Mail.objects.update(state="failed", server_answer="550 No such mailbox")
    later = now + timedelta(hours=1)
    actions.resend(Invitation.objects.get(), by=cast.coordinator, now=later)
    counts = queries.counts(cast.program, now=later)
    assert (counts["open"], counts["failed"]) == (1, 0)


@pytest.mark.parametrize("typed", ["ines@exa\u200bmple.org", "\u202eInes Roth <ines@EXAMPLE.org>"])
def test_letters_that_nobody_sees_are_no_part_of_an_address(cast, sign_in, typed):
    sign_in(cast.coordinator).post(url("invite", cast), {"role": "mentor", "people": typed})
    assert list(Invitation.objects.values_list("email", flat=True)) == ["ines@example.org"]


def test_an_address_that_no_email_reaches_is_refused_at_its_line(cast, sign_in):
    page = sign_in(cast.coordinator).post(url("invite", cast), {"role": "mentor", "people": "zoë@example.org"})
    shows(page, f"Line 1: No email can be sent to zoë@example.org: {roster.ONLY_ASCII}. Ask for another address.")
    assert not Invitation.objects.exists()


def test_the_list_asks_the_same_number_of_queries_for_one_and_for_three(cast, sign_in, django_assert_num_queries):
    browser = sign_in(cast.coordinator)

    def invite(*addresses):
        people = [Person(address) for address in addresses]
        actions.invite(cast.program, people=people, role="mentee", by=cast.coordinator, now=timezone.now())

    invite("a@example.org")
    browser.get(url("invitations", cast))
    with django_assert_num_queries(LIST_QUERIES):
        browser.get(url("invitations", cast))
    invite("b@example.org", "c@example.org")
    with django_assert_num_queries(LIST_QUERIES):
        browser.get(url("invitations", cast))


def test_sending_again_extends_and_counts_and_the_old_link_still_works(cast, sign_in, client):
    before = timezone.now() - timedelta(days=20)
    invitation = invitation_for(cast, created_at=before, sent_at=before, expires_at=before + timedelta(days=14))
    old_link = actions.link(invitation)
    path = url("invitation_resend", cast, invitation_pk=invitation.pk)
    response = sign_in(cast.coordinator).post(path, follow=True)
    assert messages_of(response) == ["Sent again to ines@example.org."]
    invitation.refresh_from_db()
    assert (invitation.sent_count, invitation.expires_at - invitation.sent_at) == (2, timedelta(days=14))
    assert client.get(old_link.removeprefix("http://testserver")).status_code == 200
    mail = Mail.objects.get()
    assert mail.subject.startswith("A reminder: Cora Lind")
    shows(mail.text, old_link)


def test_sending_again_at_once_is_refused(cast, sign_in):
    invitation = invitation_for(cast)
    path = url("invitation_resend", cast, invitation_pk=invitation.pk)
    response = sign_in(cast.coordinator).post(path, follow=True)
    assert messages_of(response) == ["It was sent less than 5 minutes ago. Wait a little before you send it again."]
    assert Mail.objects.count() == 0


def test_withdrawing_closes_the_link_and_twice_is_once(cast, sign_in, client):
    invitation = invitation_for(cast)
    browser = sign_in(cast.coordinator)
    path = url("invitation_withdraw", cast, invitation_pk=invitation.pk)
    for _ in range(2):
        response = browser.post(path, follow=True)
        assert messages_of(response) == ["Withdrawn. ines@example.org can't use the link any more."]
    assert verbs() == ["invitation.withdrawn"]
    assert client.get(reverse("join", args=[links.token_of(invitation)])).status_code == 410


def test_what_is_answered_can_be_neither_withdrawn_nor_sent_again(cast):
    before = timezone.now() - timedelta(days=1)
    invitation = invitation_for(cast, state="accepted", answered_at=before, sent_at=before)
    now = timezone.now()
    with pytest.raises(Refused, match=r"ines@example\.org has accepted in the meantime"):
        actions.withdraw(invitation, by=cast.coordinator, now=now)
    with pytest.raises(Refused, match=r"ines@example\.org has already accepted"):
        actions.resend(invitation, by=cast.coordinator, now=now)
    assert (Mail.objects.count(), verbs()) == (0, [])


def test_a_withdrawn_one_is_not_sent_again(cast):
    invitation = invitation_for(cast, state="withdrawn", sent_at=timezone.now() - timedelta(days=1))
    with pytest.raises(Refused, match="This invitation was withdrawn"):
        actions.resend(invitation, by=cast.coordinator, now=timezone.now())
    assert Mail.objects.count() == 0


def test_reminding_all_writes_only_to_the_silent_ones_and_once(cast, sign_in):
    now = timezone.now()
    old = {"created_at": now - timedelta(days=5), "sent_at": now - timedelta(days=5)}
    invitation_for(cast, "silent@example.org", **old)
    invitation_for(cast, "fresh@example.org", sent_at=now - timedelta(days=2))
    invitation_for(cast, "accepted@example.org", state="accepted", **old)
    invitation_for(cast, "expired@example.org", **{**old, "expires_at": now - timedelta(days=1)})
    factories.InvitationFactory(program=cast.other_program, invited_by=cast.outsider, **old)
    browser = sign_in(cast.coordinator)
    first, second = (browser.post(url("invitations_remind", cast), follow=True) for _ in range(2))
    assert messages_of(first) == ["1 person was reminded."]
    assert messages_of(second) == ["Everybody who hasn't answered was written to in the last days. Nothing was sent."]
    assert list(Mail.objects.values_list("to", flat=True)) == ["silent@example.org"]


# Opened


def test_the_link_shows_what_it_is_about_and_writes_nothing(cast, client):
    invitation = invitation_for(cast)
    response = client.get(reverse("join", args=[links.token_of(invitation)]))
    page = response.content.decode()
    assert response.status_code == 200
    shows(page, "Cora Lind invites you to be a mentee", "60 minutes every 2 weeks")
    invitation.refresh_from_db()
    assert (invitation.state, Application.objects.count(), Session.objects.count()) == ("open", 0, 0)


@pytest.mark.parametrize(
    ("by", "leads_to"), [("sign-up", "account_signup"), ("sign-in", "account_login"), ("", "account_signup")]
)
def test_who_goes_on_from_the_link_is_remembered_on_the_way_to_an_account(cast, client, by, leads_to):
    address = reverse("join", args=[links.token_of(invitation_for(cast))])
    response = client.post(address, {"by": by})
    assert response.url == f"{reverse(leads_to)}?{urlencode({'next': address})}"
    assert client.session["invitation_email"] == "ines@example.org"
    assert client.session["invitation_proves_email"] is True


@pytest.mark.parametrize("has_mail_server", [True, False])
def test_a_link_to_hand_over_proves_the_address_only_where_no_code_can_be_sent(cast, client, settings, has_mail_server):
    settings.HAS_MAIL_SERVER = has_mail_server
    assert client.post(actions.link_to_hand_over(invitation_for(cast))).status_code == 302
    assert client.session["invitation_proves_email"] is not has_mail_server


@pytest.mark.parametrize(
    "change",
    [
        {"state": "withdrawn"},
        {"expires_at": timezone.now() - timedelta(minutes=1), "created_at": timezone.now() - timedelta(days=14)},
        {"program__state": "closed"},
    ],
)
def test_sign_up_closes_with_the_invitation_that_opened_it(cast, client, change):
    invitation, sign_up = invitation_for(cast, "ines@example.org"), reverse("account_signup")
    client.post(reverse("join", args=[links.token_of(invitation)]))
    assert 'name="password1"' in client.get(sign_up).content.decode()

    if "program__state" in change:
        Program.objects.filter(pk=cast.program.pk).update(state=change["program__state"])
    else:
        Invitation.objects.filter(pk=invitation.pk).update(**change)
    typed = {"name": "Ines", "email": "ines@example.org", "password1": factories.PASSWORD, "time_zone": "Europe/Berlin"}
    for answer in (client.get(sign_up), client.post(sign_up, typed)):
        assert "<h1>You join with an invitation</h1>" in answer.content.decode()
    assert not User.objects.filter(email="ines@example.org").exists()


def test_links_that_no_longer_work_say_what_to_do(cast, client):
    now = timezone.now()
    past = {"created_at": now - timedelta(days=30), "expires_at": now - timedelta(days=16)}
    states = {
        "expired": invitation_for(cast, "a@example.org", **past),
        "withdrawn": invitation_for(cast, "b@example.org", state="withdrawn"),
        "accepted": invitation_for(cast, "c@example.org", state="accepted"),
    }
    for ask in (client.get, client.post):
        answers = {state: ask(reverse("join", args=[links.token_of(row)])) for state, row in states.items()}
        assert {state: (answer.status_code, answer.context["state"]) for state, answer in answers.items()} == {
            "expired": (410, "expired"),
            "withdrawn": (410, "withdrawn"),
            "accepted": (200, "accepted"),
        }
    assert "invitation_email" not in client.session


def test_forged_links_are_not_found(cast, client):
    token = links.token_of(invitation_for(cast))
    for forged in (token[:-1], token[:-1] + ("a" if token[-1] != "a" else "b"), "nonsense", token.split(":")[0]):
        assert client.get(reverse("join", args=[forged])).status_code == 404
        assert client.post(reverse("join", args=[forged])).status_code == 404


def test_the_link_of_an_invitation_that_is_gone_is_not_found(cast, client):
    invitation = invitation_for(cast)
    address = reverse("join", args=[links.token_of(invitation)])
    assert client.get(address).status_code == 200
    invitation.delete()
    assert client.get(address).status_code == 404


def test_the_link_of_a_closed_program_says_so(cast, client):
    invitation = invitation_for(cast)
    Program.objects.filter(pk=cast.program.pk).update(state="closed")
    response = client.get(reverse("join", args=[links.token_of(invitation)]))
    assert (response.status_code, response.context["state"]) == (410, "closed")


@pytest.mark.parametrize(
    ("name", "kwargs"),
    [("invite", {}), ("invite_csv", {}), ("invite_csv_sample", {}), ("invitations", {}), ("invitations_remind", {})],
)
def test_inviting_is_the_coordinators_alone(cast, sign_in, client, name, kwargs):
    path = url(name, cast, **kwargs)
    method = "post" if name == "invitations_remind" else "get"
    people = ("outsider", "administrator", "mentor", "mentee")
    statuses = {part: getattr(sign_in(getattr(cast, part)), method)(path).status_code for part in people}
    assert statuses == {"outsider": 404, "administrator": 404, "mentor": 403, "mentee": 403}
    assert getattr(client, method)(path).url.startswith(reverse("account_login"))


def test_an_invitation_of_another_program_is_not_there(cast, sign_in):
    theirs = factories.InvitationFactory(program=cast.other_program, invited_by=cast.outsider)
    browser = sign_in(cast.coordinator)
    for name in ("invitation_resend", "invitation_withdraw"):
        assert browser.post(url(name, cast, invitation_pk=theirs.pk)).status_code == 404
    theirs.refresh_from_db()
    assert (theirs.state, theirs.sent_count) == ("open", 1)


@pytest.mark.parametrize("name", ["invitation_resend", "invitation_withdraw"])
def test_after_a_button_of_a_row_the_list_is_searched_as_before(cast, sign_in, name):
    invitation = factories.InvitationFactory(program=cast.program)
    address = reverse(name, args=[cast.program.pk, invitation.pk])
    said = {"q": "emoji@ & more", "state": "open", "next": "https://elsewhere.example.com"}
    answer = sign_in(cast.coordinator).post(address, said)
    listed = reverse("invitations", args=[cast.program.pk])
    assert answer.url == f"{listed}?q=emoji%40+%26+more&state=open"


# Not a flood


def many(count, domain="example.org"):
    return [Person(f"person{number}@{domain}") for number in range(count)]


def test_one_coordinator_writes_to_so_many_a_day_and_the_rest_stays_typed(cast, sign_in, monkeypatch):
    monkeypatch.setattr(actions, "INVITATIONS_A_DAY", 10)
    now = timezone.now()
    actions.invite(cast.program, people=many(8), role="mentor", by=cast.coordinator, now=now - timedelta(hours=23))
    browser, more = sign_in(cast.coordinator), "ines@example.org\njo@example.org\nkim@example.org"
    answer = browser.post(url("invite", cast), {"role": "mentor", "people": more})
    assert (answer.status_code, Invitation.objects.count()) == (422, 8)
    said = answer.context["form"].errors["people"]
    assert said == [
        "One coordinator can write to 10 people a day. You have written to 8 within the last 24 hours, and these are 3 "
        "more. Nothing was sent: invite fewer, or the rest tomorrow."
    ]
    shows(answer, "kim@example.org")
    fewer = browser.post(url("invite", cast), {"role": "mentor", "people": "ines@example.org\njo@example.org"})
    assert (fewer.status_code, Invitation.objects.count()) == (302, 10)


def test_reminding_and_sending_again_count_and_others_are_not_held(cast, monkeypatch):
    monkeypatch.setattr(actions, "INVITATIONS_A_DAY", 5)
    second = factories.MembershipFactory(program=cast.program, role="coordinator").user
    now = timezone.now()
    actions.invite(cast.program, people=many(4), role="mentor", by=cast.coordinator, now=now - timedelta(days=4))
    assert actions.remind_all(cast.program, by=cast.coordinator, now=now) == 4
    later = now + timedelta(minutes=10)
    actions.resend(Invitation.objects.first(), by=cast.coordinator, now=later)
    with pytest.raises(Refused, match="One coordinator can write to 5 people a day"):
        actions.resend(Invitation.objects.last(), by=cast.coordinator, now=later)
    actions.resend(Invitation.objects.last(), by=second, now=later)
    with pytest.raises(Refused, match="One coordinator can write to 5 people a day"):
        actions.invite(cast.program, people=[Person("ines@example.org")], role="mentor", by=cast.coordinator, now=later)
    tomorrow = now + timedelta(days=1, minutes=10)
    actions.invite(cast.program, people=[Person("ines@example.org")], role="mentor", by=cast.coordinator, now=tomorrow)


def test_a_list_beyond_the_limit_says_so_and_can_be_sent_tomorrow(cast, sign_in, monkeypatch):
    monkeypatch.setattr(actions, "INVITATIONS_A_DAY", 2)
    browser = sign_in(cast.coordinator)
    confirm = upload(browser, cast, "email\njo@example.org\nines@example.org\nkim@example.org\n").url
    answer = browser.post(confirm)
    assert (answer.status_code, Invitation.objects.count()) == (422, 0)
    shows(answer, "One coordinator can write to 2 people a day.", "kim@example.org")
    monkeypatch.setattr(actions, "INVITATIONS_A_DAY", 3)
    browser.post(confirm)
    assert Invitation.objects.count() == 3


def test_the_longest_list_fits_into_a_day_with_a_thousand_more():
    assert roster.MOST_PEOPLE + 1000 <= actions.INVITATIONS_A_DAY


def test_no_address_is_written_to_all_day_by_withdrawing_and_inviting(cast, sign_in):
    now = timezone.now() - timedelta(hours=1)
    for _ in range(INVITATIONS_TO_AN_ADDRESS_A_DAY):
        actions.invite(cast.program, people=[Person("ines@example.org")], role="mentor", by=cast.coordinator, now=now)
        actions.withdraw(Invitation.objects.get(state="open"), by=cast.coordinator, now=now)
    typed = {"role": "mentee", "people": "ines@example.org, jo@example.org"}
    answer = sign_in(cast.coordinator).post(url("invite", cast), typed, follow=True)
    assert messages_of(answer) == [
        "Written to often enough today; invite them again tomorrow: ines@example.org.",
        "1 invitation is on its way.",
    ]
    assert Mail.objects.filter(to="ines@example.org").count() == INVITATIONS_TO_AN_ADDRESS_A_DAY


def test_sending_again_stops_at_so_many_a_day(cast, sign_in):
    now = timezone.now() - timedelta(hours=2)
    actions.invite(cast.program, people=[Person("ines@example.org")], role="mentor", by=cast.coordinator, now=now)
    invitation = Invitation.objects.get()
    for number in range(1, INVITATIONS_TO_AN_ADDRESS_A_DAY):
        actions.resend(invitation, by=cast.coordinator, now=now + number * timedelta(minutes=10))
    again = reverse("invitation_resend", args=[cast.program.pk, invitation.pk])
    answer = sign_in(cast.coordinator).post(again, follow=True)
    assert messages_of(answer) == ["ines@example.org has been written to often enough today. Send it again tomorrow."]
    invitation.refresh_from_db()
    assert invitation.sent_count == INVITATIONS_TO_AN_ADDRESS_A_DAY
