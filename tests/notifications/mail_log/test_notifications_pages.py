"""Who sees which mail: the demo's mailbox, the previews, the mail log's safe rendering."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mentoring.accounts.models import Organisation, User
from mentoring.activity.models import Entry
from mentoring.notifications.answering import links
from mentoring.notifications.mail_log import queries as mail_log_queries
from mentoring.notifications.mail_log import showing
from mentoring.notifications.planning import kinds
from mentoring.notifications.planning.models import Mail
from mentoring.notifications.sending import actions as sending_actions
from mentoring.web.integrity import Refused
from tests.telling import queue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("note")]


@pytest.fixture
def demo(settings):
    settings.DEMO = True


@pytest.mark.usefixtures("demo")
def test_the_demo_shows_every_mail_newest_first_without_signing_in(client):
    now = timezone.now()
    queue(1, to="old@example.org", subject="Old", created_at=now - timedelta(hours=1))
    queue(1, to="new@example.org", subject="New")
    response = client.get("/demo/mails/")
    assert [mail.subject for mail in response.context["page"]] == ["New", "Old"]
    response = client.get("/demo/mails/", {"search": "OLD@"})
    assert [mail.subject for mail in response.context["page"]] == ["Old"]


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("number", [1, 3])
def test_the_demo_list_costs_the_same_queries(client, number, django_assert_num_queries):
    Organisation.objects.create(pk=1, name="Example Ltd")
    queue(number)
    with django_assert_num_queries(3):  # how many, which, the organisation
        response = client.get("/demo/mails/")
    assert len(response.context["page"]) == number


@pytest.mark.usefixtures("demo")
def test_a_mail_of_the_demo_is_shown_with_its_links_alive_in_a_frame_that_runs_nothing(client):
    token = links.make("answer", user=User(pk=1), object_id=2)
    [mail] = queue(
        1, html=f"<html><head></head><body><a href='/a/{token}/'>Go</a><script>alert(1)</script></body></html>"
    )
    page = client.get(f"/demo/mails/{mail.pk}/").content.decode()
    assert f'src="/demo/mails/{mail.pk}/body/" sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    body = client.get(f"/demo/mails/{mail.pk}/body/")
    assert f"<head><base target=\"_blank\"></head><body><a href='/a/{token}/'>" in body.content.decode()
    assert body["X-Frame-Options"] == "SAMEORIGIN"
    assert body["Content-Security-Policy"] == showing.POLICY
    assert "script-src" not in showing.POLICY
    assert "allow-scripts" not in showing.POLICY


@pytest.mark.parametrize("path", ["", "{pk}/", "{pk}/body/"])
def test_without_the_demo_there_is_no_mailbox_even_for_an_administrator(cast, sign_in, path):
    [mail] = queue(1)
    assert sign_in(cast.administrator).get("/demo/mails/" + path.format(pk=mail.pk)).status_code == 404


def test_a_coordinator_sees_a_mail_without_the_keys_of_its_recipient():
    answer = links.make("answer", user=User(pk=1), object_id=2)
    switch_off = links.make_unsubscribe("test_note", user=User(pk=1))
    [mail] = queue(1, text=f"Go: http://testserver/answer/{answer}/ now", html=f"<a href='/unsubscribe/{switch_off}/'>")
    assert showing.mail_text(mail) == "Go: http://testserver/answer/…/ now"
    assert showing.mail_html_response(mail).content.decode() == "<a href='/unsubscribe/…/'>"


def test_the_mail_log_of_a_program_is_searched_by_address_name_subject_and_state(cast):
    queue(1, program_id=cast.program.pk, recipient=cast.mentee, to="mentee@example.org", subject="Did you meet?")
    queue(1, program_id=cast.program.pk, state="failed", to="gone@example.org", subject="Welcome")
    queue(1, program_id=cast.other_program.pk, subject="Elsewhere")

    def found(**search):
        return [mail.subject for mail in mail_log_queries.mails_of_program(cast.program.pk, **search)]

    assert found() == ["Welcome", "Did you meet?"]
    assert found(fate="failed") == ["Welcome"]
    assert found(search=" GONE@ ") == ["Welcome"]
    assert found(search="sam lee") == ["Did you meet?"]
    assert found(search="you meet", fate="failed") == []


def test_what_became_no_mail_is_listed_with_its_reason(cast):
    from mentoring.notifications.writing import composing as delivery
    from tests.telling import tell

    tell(cast.mentee, "a", program_id=cast.program.pk, gone=True)
    tell(cast.mentee, "b", program_id=cast.program.pk)
    delivery.compose(timezone.now())
    assert [(row.key, row.reason) for row in mail_log_queries.unsent_of_program(cast.program.pk)] == [
        ("a", "They have met already.")
    ]


def test_a_failed_mail_can_be_sent_again_and_leaves_a_trail(cast):
    now = timezone.now()
    [mail] = queue(
        1, state="failed", attempts=8, server_answer="550 No", program_id=cast.program.pk, now=now - timedelta(days=9)
    )
    sending_actions.send_again(mail, by=cast.coordinator, now=now)
    mail = Mail.objects.get()
    assert (mail.state, mail.attempts, mail.server_answer, mail.next_attempt_at) == ("queued", 0, "", now)
    entry = Entry.objects.get(verb="mail.sent_again")
    assert (entry.actor_id, entry.program_id, entry.subject_id) == (cast.coordinator.pk, cast.program.pk, mail.pk)


@pytest.mark.parametrize("state", ["queued", "sent"])
def test_a_mail_that_has_not_failed_is_not_sent_again(cast, state):
    now = timezone.now()
    [mail] = queue(1, state=state, sent_at=now if state == "sent" else None)
    with pytest.raises(Refused, match="Only a mail that has failed"):
        sending_actions.send_again(mail, by=cast.coordinator, now=now)
    assert Entry.objects.count() == 0


def test_previews_are_for_administrators(cast, sign_in, client):
    for path in ("/styleguide/email/", "/styleguide/email/invitation/", "/styleguide/email/invitation/body/"):
        assert sign_in(cast.administrator).get(path).status_code == 200
        assert sign_in(cast.coordinator).get(path).status_code == 404
        assert client.get(path).status_code == 302
    assert sign_in(cast.administrator).get("/styleguide/email/no/such/kind/").status_code == 404


def test_previews_are_for_everybody_signed_in_while_debugging(cast, sign_in, settings):
    settings.DEBUG = True
    names = [kind.name for kind in sign_in(cast.mentee).get("/styleguide/email/").context["kinds"]]
    assert names == [kind.name for kind in kinds.every()]
