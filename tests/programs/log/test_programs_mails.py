"""The mail log of a program, and each mail as it was sent."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from mentoring.activity import sentences
from mentoring.activity.models import Entry
from mentoring.activity.record import record
from mentoring.notifications.planning import outbox
from mentoring.notifications.planning.models import Mail, Notification, new_message_id
from programs.invitations import links
from tests import factories
from tests.pages import hides, shows

pytestmark = pytest.mark.django_db
SUBJECTS = ["program", "coordinator", "mail", "invitations?", "application", "membership"]
SUBJECTS += ["pairing", "touchpoint", "session", "check_in", "goal", "milestone"]


def write(program, *, to="sam@example.org", subject="Your session tomorrow", state="sent", recipient=None, **fields):
    now = timezone.now()
    return Mail.objects.create(
        to=to,
        kind="session",
        subject=subject,
        text="Hello",
        html="<html><head></head><body>Hello</body></html>",
        message_id=new_message_id("example.org"),
        program_id=program.pk,
        recipient=recipient,
        state=state,
        sent_at=now if state == "sent" else None,
        **fields,
    )


def log(cast):
    return reverse("program_mails", args=[cast.program.pk])


def subjects(response):
    return [mail.subject for mail in response.context["page_obj"]]


def test_log_shows_the_mails_of_this_program_newest_first(cast, sign_in):
    earlier = timezone.now() - timedelta(days=1)
    write(cast.program, subject="First", created_at=earlier)
    write(cast.program, subject="Second")
    write(cast.other_program, subject="Elsewhere")
    assert subjects(sign_in(cast.coordinator).get(log(cast))) == ["Second", "First"]


def test_log_can_be_narrowed_by_state_and_recipient(cast, sign_in):
    write(cast.program, subject="Gone out", recipient=cast.mentee, to=cast.mentee.email)
    write(cast.program, subject="Stuck", state="failed", recipient=cast.mentor, to=cast.mentor.email)
    browser = sign_in(cast.coordinator)
    assert subjects(browser.get(log(cast), {"fate": "failed"})) == ["Stuck"]
    assert subjects(browser.get(log(cast), {"q": "sam lee"})) == ["Gone out"]
    assert subjects(browser.get(log(cast), {"q": "sam lee", "fate": "failed"})) == []
    assert subjects(browser.get(log(cast), {"fate": "nonsense"})) == ["Stuck", "Gone out"]


def test_search_answers_htmx_with_the_results_alone(cast, sign_in):
    write(cast.program)
    response = sign_in(cast.coordinator).get(log(cast), headers={"HX-Request": "true"})
    assert response.content.decode().strip().startswith('<div id="results"')


def test_mail_is_shown_as_it_was_sent_without_its_keys(cast, sign_in):
    key = signing.dumps([cast.mentee.pk, 7], salt="mentoring.link.answer")
    mail = write(cast.program)
    mail.text = f"Did you meet? http://testserver/answer/{key}/"
    mail.html = f'<html><head></head><body><a href="http://testserver/answer/{key}/">We met</a></body></html>'
    mail.save()
    browser = sign_in(cast.coordinator)
    page = browser.get(reverse("mail", args=[cast.program.pk, mail.pk])).content.decode()
    frame = browser.get(reverse("mail_html", args=[cast.program.pk, mail.pk]))
    assert "Did you meet?" in page
    assert "We met" in frame.content.decode()
    assert key not in page + frame.content.decode()


def test_invitation_is_shown_without_the_key_that_proves_an_address(cast, sign_in):
    invitation = factories.InvitationFactory(program=cast.program, invited_by=cast.coordinator)
    key = links.token_of(invitation)
    mail = write(cast.program, to=invitation.email)
    mail.text = f"Join us: http://testserver/join/{key}/"
    mail.html = f'<html><head></head><body><a href="http://testserver/join/{key}/">Join us</a></body></html>'
    mail.save()
    browser = sign_in(cast.coordinator)
    page = browser.get(reverse("mail", args=[cast.program.pk, mail.pk])).content.decode()
    frame = browser.get(reverse("mail_html", args=[cast.program.pk, mail.pk])).content.decode()
    shows(page, "Join us")
    shows(frame, "Join us")
    hides(page + frame, key)


def test_digest_over_several_programs_is_for_none_of_their_coordinators(cast, sign_in):
    """It quotes what another program tells: neither as a mail of no program nor as one of the wrong one."""
    factories.MembershipFactory(user=cast.mentee, program=cast.other_program)
    digest = write(cast.program, subject="Your week", recipient=cast.mentee)
    for key, program in (("ours", cast.program), ("theirs", cast.other_program)):
        Notification.objects.create(
            key=key, recipient=cast.mentee, kind="step_due", due_at=timezone.now(), state="delivered",
            decided_at=timezone.now(), digest=digest, program_id=program.pk, title=f"TITLE-{key}", in_app=True,
        )  # fmt: skip
    browser, names = sign_in(cast.coordinator), ("mail", "mail_html")
    for program_id in (None, cast.program.pk, cast.other_program.pk):
        Mail.objects.update(program_id=program_id)
        found = [browser.get(reverse(name, args=[cast.program.pk, digest.pk])).status_code for name in names]
        assert found == [404, 404]
    Mail.objects.update(program_id=None)
    assert "Your week" not in browser.get(log(cast)).content.decode()
    person = browser.get(reverse("person", args=[cast.program.pk, cast.mentee_in.pk])).content.decode()
    shows(person, "TITLE-ours", "In the digest of", hides=["TITLE-theirs"])
    assert reverse("mail", args=[cast.program.pk, digest.pk]) not in person


def test_digest_of_one_program_is_read_by_its_coordinators(cast, sign_in):
    digest = write(cast.program, subject="Your week", recipient=cast.mentee)
    Notification.objects.create(
        key="ours", recipient=cast.mentee, kind="step_due", due_at=timezone.now(), state="delivered",
        decided_at=timezone.now(), digest=digest, program_id=cast.program.pk,
    )  # fmt: skip
    browser = sign_in(cast.coordinator)
    address = reverse("mail", args=[cast.program.pk, digest.pk])
    assert browser.get(address).status_code == 200
    person = browser.get(reverse("person", args=[cast.program.pk, cast.mentee_in.pk])).content.decode()
    assert person.count(f'href="{address}"') == 2  # itself, and what it tells


def test_frame_has_its_own_policy(cast, sign_in):
    mail = write(cast.program)
    page = sign_in(cast.coordinator).get(reverse("mail", args=[cast.program.pk, mail.pk]))
    frame = sign_in(cast.coordinator).get(reverse("mail_html", args=[cast.program.pk, mail.pk]))
    assert "unsafe-inline" not in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    policy = {part.split()[0]: part.split()[1:] for part in frame["Content-Security-Policy"].split("; ")}
    assert (policy["default-src"], policy["style-src"]) == (["'none'"], ["'unsafe-inline'"])
    assert policy["sandbox"] == ["allow-popups", "allow-popups-to-escape-sandbox"]
    assert frame["X-Frame-Options"] == "SAMEORIGIN"


def test_failed_mail_says_why_and_goes_out_again_once(cast, sign_in):
    mail = write(cast.program, state="failed", server_answer="550 No such mailbox", attempts=8)
    browser, address = sign_in(cast.coordinator), [cast.program.pk, mail.pk]
    assert "550 No such mailbox" in browser.get(reverse("mail", args=address)).content.decode()
    for _ in range(2):
        assert browser.post(reverse("mail_again", args=address)).url == reverse("mail", args=address)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("queued", 0)
    entry = Entry.objects.get(verb="mail.sent_again")
    assert (entry.actor_id, entry.program_id) == (cast.coordinator.pk, cast.program.pk)
    assert sentences.sentence(entry) == "sent the mail “Your session tomorrow” to sam@example.org again"


def test_sent_mail_is_not_sent_again(cast, sign_in):
    mail = write(cast.program)
    page = sign_in(cast.coordinator).post(reverse("mail_again", args=[cast.program.pk, mail.pk]), follow=True)
    assert "Only a mail that has failed can be sent again." in page.content.decode()
    assert Mail.objects.get(pk=mail.pk).state == "sent"


def test_mail_of_another_program_does_not_exist_here(cast, sign_in):
    mail = write(cast.other_program)
    browser = sign_in(cast.coordinator)
    for name in ("mail", "mail_html"):
        assert browser.get(reverse(name, args=[cast.program.pk, mail.pk])).status_code == 404
        assert browser.get(reverse(name, args=[cast.other_program.pk, mail.pk])).status_code == 404
    assert browser.post(reverse("mail_again", args=[cast.program.pk, mail.pk])).status_code == 404


@pytest.mark.parametrize(
    ("part", "status"), [("coordinator", 200), ("mentee", 403), ("outsider", 404), ("administrator", 404)]
)
def test_mail_is_for_those_who_run_the_program(cast, sign_in, part, status):
    mail = write(cast.program, recipient=cast.mentee)
    browser = sign_in(getattr(cast, part))
    for name in ("mail", "mail_html"):
        assert browser.get(reverse(name, args=[cast.program.pk, mail.pk])).status_code == status


def test_what_was_not_sent_says_why(cast, sign_in):
    outbox.tell(cast.mentee, "session", key="k", program_id=cast.program.pk, now=timezone.now())
    cast.mentee.notifications.update(state="suppressed", reason="They have met already.", decided_at=timezone.now())
    page = sign_in(cast.coordinator).get(log(cast)).content.decode()
    assert "<span>Not sent</span>" in page
    assert "They have met already." in page
    assert f'<a href="{reverse("person", args=[cast.program.pk, cast.mentee_in.pk])}">Sam Lee</a>' in page


def test_log_needs_the_same_queries_for_many(cast, sign_in, django_assert_num_queries):
    browser = sign_in(cast.coordinator)
    write(cast.program, recipient=cast.mentee)
    with django_assert_num_queries(9):
        browser.get(log(cast))
    for person in (cast.mentor, cast.other_mentee):
        write(cast.program, recipient=person)
    with django_assert_num_queries(9):
        browser.get(log(cast))


# Activity


def test_activity_reads_as_sentences_newest_first(cast, sign_in):
    record("program.opened", cast.program, by=cast.coordinator, program_id=cast.program.pk)
    record("pairing.nobody_has_words", cast.pairing, by=None, program_id=cast.program.pk, pairing_id=cast.pairing.pk)
    record("program.closed", cast.other_program, by=cast.outsider, program_id=cast.other_program.pk)
    response = sign_in(cast.coordinator).get(reverse("program_activity", args=[cast.program.pk]))
    assert [(line.who, line.sentence, line.pairing) for line in response.context["lines"]] == [
        ("The software", "pairing nobody has words", cast.pairing),
        ("Cora Lind", "opened the program for enrolment", None),
    ]


def test_every_verb_has_words():
    """Found in the source: whatever an action of these apps records."""
    verb = re.compile(rf'"((?:{"|".join(SUBJECTS)})\.[a-z_]+)"')
    apps = [settings.BASE_DIR / app for app in ("programs", "pairings", "goals")]
    modules = [path.read_text() for app in apps for path in app.rglob("*.py") if path.parts[-2] != "migrations"]
    verbs = {found for text in modules if "record(" in text for found in verb.findall(text)}
    assert len(verbs) > 50
    assert verbs - sentences.known() == set()


def test_activity_needs_the_same_queries_for_one_and_for_three(cast, sign_in, django_assert_num_queries):
    browser, url = sign_in(cast.coordinator), reverse("program_activity", args=[cast.program.pk])
    record("pairing.started", cast.pairing, by=cast.coordinator, program_id=cast.program.pk, pairing_id=cast.pairing.pk)
    with django_assert_num_queries(9):
        browser.get(url)
    for _ in range(2):
        pairing = factories.PairingFactory(program=cast.program)
        record("pairing.started", pairing, by=cast.coordinator, program_id=cast.program.pk, pairing_id=pairing.pk)
    with django_assert_num_queries(9):
        browser.get(url)
