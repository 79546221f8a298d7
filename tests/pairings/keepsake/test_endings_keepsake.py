"""Keepsake and certificate: made of what each released, complete in one file; figures of a pair that has ended."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from mentoring.accounts.models import Organisation, User
from mentoring.web import dates
from mentoring.web.integrity import Refused
from pairings.endings import actions as endings
from pairings.endings.certificate import in_hours
from pairings.farewells import actions as farewells_actions
from pairings.farewells.actions import ReflectionAnswer
from pairings.keepsake import actions as keepsake_actions
from pairings.keepsake import sources as keepsakes
from pairings.keepsake.sources import Piece
from pairings.life import actions as pairing_actions
from pairings.models import Feedback, KeepsakePiece, Kudos
from tests import factories
from tests.pages import hides, shows
from tests.pairings.endings.test_endings import body, page
from tests.pairings.expectations.test_expectations import ODD
from tests.pairings.farewells.test_endings_farewell import reflect, thank
from tests.sentences import ONLY_THE_PAIR

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def choose(cast, part, *pieces):
    keepsake_actions.release(cast.pairing, chosen=set(pieces), by=getattr(cast, part), now=NOW)


def shown(cast, sign_in, part, name="keepsake"):
    return body(sign_in(getattr(cast, part)).get(page(cast, name)))


@pytest.fixture
def written(cast):
    """Thanks of both, a shared answer and a private one, two sessions with what was heard, two goals."""
    cast.mentors = thank(cast, "mentor", "MENTORS-THANKS")
    cast.mentees = thank(cast, "mentee", "MENTEES-THANKS")
    reflect(cast, "mentee", learned=("SHARED-ANSWER", True), hard=("PRIVATE-ANSWER", False))
    for days, heard in ((20, "FIRST-HEARD"), (10, "MIDDLE-HEARD"), (0, "LAST-HEARD")):
        held_on = cast.program.today(NOW) - timedelta(days=days)
        session = factories.SessionFactory(pairing=cast.pairing, held_on=held_on)
        factories.SessionLogFactory(session=session, what_i_heard=heard)
    cast.goal = factories.GoalFactory(pairing=cast.pairing, title="GOAL-OF-MENTEE")
    return cast


class TestKeepsake:
    def test_only_what_its_author_released_is_in_it_for_both(self, written, sign_in):
        for part in ("mentor", "mentee"):
            assert "Nothing is in it yet." in shown(written, sign_in, part)
        choose(written, "mentee", ("thanks", str(written.mentees.pk)), ("reflection", "learned"))
        for part in ("mentor", "mentee"):
            text = shown(written, sign_in, part)
            read = [
                one for one in ("MENTEES-THANKS", "SHARED-ANSWER", "MENTORS-THANKS", "PRIVATE-ANSWER") if one in text
            ]
            assert read == ["MENTEES-THANKS", "SHARED-ANSWER"]

    def test_each_is_offered_their_own_alone(self, written, sign_in):
        mentors, mentees = (shown(written, sign_in, part, "keepsake_choose") for part in ("mentor", "mentee"))
        words = ["MENTORS-THANKS", "FIRST-HEARD", "LAST-HEARD", "MENTEES-THANKS", "SHARED-ANSWER", "GOAL-OF-MENTEE"]
        assert [one for one in words if one in mentors] == words[:3]
        assert [one for one in words if one in mentees] == words[3:]
        for nowhere in ("MIDDLE-HEARD", "PRIVATE-ANSWER"):
            assert nowhere not in mentors + mentees

    def test_nobody_releases_what_is_the_others(self, written, sign_in):
        choose(
            written, "mentor", ("thanks", str(written.mentees.pk)), ("reflection", "hard"), ("reflection", "learned")
        )
        assert not KeepsakePiece.objects.exists()
        sent = {"pieces": [f"thanks:{written.mentees.pk}"]}
        answer = sign_in(written.mentor).post(page(written, "keepsake_choose"), sent)
        assert answer.status_code == 422
        shows(body(answer), "Choose from what is shown here.")
        with pytest.raises(Refused, match=ONLY_THE_PAIR):
            choose(written, "coordinator")

    def test_what_the_partner_may_not_read_yet_stays_out(self, cast, sign_in):
        mine = thank(cast)
        sign_in(cast.mentor).post(page(cast, "keepsake_choose"), {"pieces": [f"thanks:{mine.pk}"]})
        assert "MENTORS-THANKS" not in shown(cast, sign_in, "mentee") + shown(cast, sign_in, "mentee", "keepsake_file")
        thank(cast, "mentee", "MENTEES-THANKS")
        assert "MENTORS-THANKS" in shown(cast, sign_in, "mentee")

    def test_an_answer_that_is_no_longer_shared_leaves_it(self, written, sign_in):
        choose(written, "mentee", ("reflection", "learned"))
        stamp = farewells_actions.stamp(*written.pairing.reflections.all())
        farewells_actions.reflect(
            written.pairing,
            answers={"learned": ReflectionAnswer("SHARED-ANSWER", False)},
            seen=stamp,
            by=written.mentee,
            now=NOW,
        )
        assert "SHARED-ANSWER" not in shown(written, sign_in, "mentor")

    def test_the_choice_can_be_changed_after_the_end(self, written, sign_in):
        choose(written, "mentee", ("goal", str(written.goal.pk)))
        endings.part(written.pairing, by=written.mentor, now=NOW)
        assert "GOAL-OF-MENTEE" in shown(written, sign_in, "mentor")
        sign_in(written.mentee).post(page(written, "keepsake_choose"), {"pieces": ["reflection:learned"]})
        text = shown(written, sign_in, "mentor")
        shows(text, "SHARED-ANSWER", hides=["GOAL-OF-MENTEE"])

    def test_kudos_and_feedback_are_their_authors_to_release(self, written, sign_in):
        kudos = Kudos.objects.create(
            pairing=written.pairing, by=written.mentor, text="KUDOS-TEXT", given_at=NOW, form_key=uuid.uuid4()
        )
        words = {"strength": "STRENGTH", "next_step": "NEXT-STEP", "sent_at": NOW}
        open_one, later = (
            Feedback.objects.create(
                pairing=written.pairing, author=written.mentor, opens_at=opens, form_key=uuid.uuid4(), **words
            )
            for opens in (NOW, NOW + timedelta(days=2))
        )
        choose(written, "mentee", ("kudos", str(kudos.pk)), ("feedback", str(open_one.pk)))
        assert not KeepsakePiece.objects.exists()
        choose(written, "mentor", ("kudos", str(kudos.pk)), *(("feedback", str(one.pk)) for one in (open_one, later)))
        text = shown(written, sign_in, "mentee")
        assert text.count("STRENGTH") == 1
        shows(text, "KUDOS-TEXT", hides=["NEXT-STEP"])

    @pytest.mark.parametrize(
        ("zone", "day"), [("Europe/Berlin", "November 3, 2026"), ("America/New_York", "November 2, 2026")]
    )
    def test_the_day_of_a_piece_is_its_author_s(self, written, sign_in, zone, day):
        User.objects.update(time_zone=zone)
        at = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)
        rows = [
            Kudos.objects.create(
                pairing=written.pairing, by=written.mentor, text="K", given_at=at, form_key=uuid.uuid4()
            ),
            factories.FeedbackFactory(pairing=written.pairing, sent_at=at),
        ]
        choose(written, "mentor", *zip(("kudos", "feedback"), (str(one.pk) for one in rows), strict=True))
        assert shown(written, sign_in, "mentee").count(day) == 2

    def test_another_source_is_one_line(self, written, sign_in, monkeypatch):
        monkeypatch.setattr(keepsakes, "_sources", keepsakes.sources())
        piece = Piece("7", written.mentor_in.pk, "A word of praise", "PRAISE-TEXT")
        keepsakes.register("praise", "Praise", lambda pairing, now: [piece])
        choose(written, "mentor", ("praise", "7"))
        assert "PRAISE-TEXT" in shown(written, sign_in, "mentee")

    def test_the_file_needs_nothing_else_and_runs_nothing(self, cast, sign_in):
        reflect(cast, "mentee", learned=(ODD, True))
        choose(cast, "mentee", ("reflection", "learned"))
        answer = sign_in(cast.mentor).get(page(cast, "keepsake_file"))
        text = body(answer)
        assert answer["Content-Disposition"] == 'attachment; filename="keepsake-sam-miriam.html"'
        hides(text, "<script", "<link", "url(", "src=")
        shows(text, "שלום 👋🏽", ".k-piece")

    def test_the_database_keeps_each_piece_once(self, written):
        choose(written, "mentee", ("reflection", "learned"))
        row = KeepsakePiece.objects.get()
        with pytest.raises(IntegrityError, match="keepsake_piece_is_single"), transaction.atomic():
            KeepsakePiece.objects.create(pairing=row.pairing, member=row.member, source=row.source, key=row.key)
        choose(written, "mentee", ("reflection", "learned"))
        assert KeepsakePiece.objects.count() == 1


class TestCertificate:
    def test_there_is_one_after_the_end_as_planned_or_after_three_sessions(self, cast, sign_in):
        sorry = "There is a certificate once your pair has ended"
        assert sorry in body(sign_in(cast.mentor).get(page(cast, "certificate"), follow=True))
        factories.SessionFactory.create_batch(2, pairing=cast.pairing, minutes=50)
        pairing_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=NOW)
        assert sorry in body(sign_in(cast.mentor).get(page(cast, "certificate"), follow=True))
        assert "Your certificate" not in body(sign_in(cast.mentor).get(page(cast)))
        factories.SessionFactory(pairing=cast.pairing, minutes=50)
        assert "Certificate of mentoring" in body(sign_in(cast.mentor).get(page(cast, "certificate")))
        assert "Your certificate" in body(sign_in(cast.mentor).get(page(cast)))

    def test_as_planned_it_needs_no_number_of_sessions(self, cast, sign_in):
        pairing_actions.end(cast.pairing, ending="planned", by=cast.coordinator, now=NOW)
        assert "Certificate of mentoring" in body(sign_in(cast.mentee).get(page(cast, "certificate")))

    def test_it_says_who_where_when_and_how_much(self, cast, sign_in):
        Organisation.objects.create(pk=1, name="Harbour Engineering")
        factories.SessionFactory.create_batch(3, pairing=cast.pairing, minutes=50)
        factories.GoalFactory.create_batch(2, pairing=cast.pairing, state="reached")
        pairing_actions.end(cast.pairing, ending="planned", by=cast.coordinator, now=NOW)
        mentors, mentees = (body(sign_in(who).get(page(cast, "certificate"))) for who in (cast.mentor, cast.mentee))
        for words in (
            "Harbour Engineering",
            "Women in Engineering",
            "Cora Lind",
            "<dd>3</dd>",
            "<dd>2½</dd>",
            "<dd>2</dd>",
        ):
            assert words in mentors
        shows(mentors, "was the mentor of")
        shows(mentees, "was mentored by")
        assert dates.full_date(cast.pairing.started_on) in mentors

    def test_who_holds_it_does_not_sign_it(self, cast, sign_in):
        factories.MembershipFactory(
            user=cast.mentor, program=cast.program, role="coordinator", joined_at=NOW - timedelta(days=400)
        )
        pairing_actions.end(cast.pairing, ending="planned", by=cast.coordinator, now=NOW)
        assert "Cora Lind</span>, coordinator" in body(sign_in(cast.mentor).get(page(cast, "certificate")))

    @pytest.mark.parametrize(("minutes", "words"), [(0, "0"), (20, "½"), (80, "1½"), (60, "1"), (719, "12")])
    def test_hours_are_told_to_the_nearest_half(self, minutes, words):
        assert in_hours(minutes) == words


def test_pages_ask_a_constant_number_of_questions(written, sign_in, django_assert_num_queries):
    browser = sign_in(written.mentee)
    for rows in (1, 2):
        goals = factories.GoalFactory.create_batch(rows, pairing=written.pairing)
        choose(written, "mentee", *(("goal", str(goal.pk)) for goal in goals))
        for name, number in {"keepsake": 11, "keepsake_choose": 11, "keepsake_file": 9}.items():
            with django_assert_num_queries(number):
                browser.get(reverse(name, args=[written.pairing.pk]))


def test_after_the_end_pages_ask_a_constant_number_of_questions(written, sign_in, django_assert_num_queries):
    endings.part(written.pairing, words="Words", by=written.mentee, now=NOW)
    endings.wish(written.pairing, wish="talk", by=written.mentor, now=NOW)
    numbers, browser = {"ending": 12, "certificate": 9}, sign_in(written.mentor)
    for rows in (1, 2):
        factories.GoalFactory.create_batch(rows, pairing=written.pairing)
        for name, number in numbers.items():
            with django_assert_num_queries(number):
                browser.get(page(written, name))


def test_what_was_written_since_the_pair_was_loaded_can_be_released(cast):
    for part in ("mentor", "mentee"):
        thanks = thank(cast, part, f"THANKS-OF-{part}")
        choose(cast, part, ("thanks", str(thanks.pk)))
    assert KeepsakePiece.objects.count() == 2
