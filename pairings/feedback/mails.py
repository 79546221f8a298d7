"""The mails about feedback. They say that there is some, never what it says."""

from datetime import date, datetime

from django.urls import reverse

from mentoring.notifications.planning.families import Batch
from mentoring.notifications.planning.kinds import PAIR, Letter
from pairings.feedback.models import USEFUL, Feedback
from pairings.pair import letters, samples
from pairings.pair.letters import REMOVED, PairNotice


def given(notice: PairNotice[Feedback]) -> Letter | str:
    if over := notice.over():
        return over
    feedback, payload = notice.about, notice.row.payload
    if feedback.read_at:
        return "They had read it before this went out."
    if not feedback.is_open(notice.now):
        return _closed(notice)
    if payload["about"] == "opens" and feedback.opens_at != datetime.fromisoformat(payload["opens_at"]):
        return "Both had written before the day; that was seen then."
    return _open(notice)


def _open(notice: PairNotice[Feedback]) -> Letter:
    url = notice.answer_url("feedback_useful", "feedback", object_id=notice.about.pk)
    return notice.letter(reverse("feedback_item", args=[notice.about.pk]), ratings=letters.choices(url, "v", USEFUL))


def _closed(notice: PairNotice[Feedback]) -> Letter:
    """Says when it opens and where to write one's own."""
    feedback = notice.about
    path = f"{reverse('feedback_new', args=[feedback.pairing_id])}?touchpoint={feedback.touchpoint_id}"
    return notice.letter(path, opens_on=notice.reader.today(feedback.opens_at))


def answered(notice: PairNotice[Feedback]) -> Letter | str:
    if over := notice.over():
        return over
    is_taken_up = notice.row.payload["about"] == "taken_up"
    if not is_taken_up and not notice.about.answer:
        return "They took their answer back before this went out."
    return notice.letter(reverse("feedback_item", args=[notice.about.pk]), is_taken_up=is_taken_up)


def _feedback(batch: Batch) -> dict[int, Feedback]:
    return Feedback.objects.with_people().in_bulk(batch.ids("feedback"))


SAMPLE_GIVEN = samples.of_mentor(ratings=samples.answers(label for _, label in USEFUL), opens_on=date(2026, 12, 2))
SAMPLE_ANSWERED = samples.of_mentor(is_taken_up=False)
FEEDBACK = letters.about("feedback", _feedback)
KINDS = [
    FEEDBACK.kind(
        "feedback_given", "Your partner has written feedback for you", given, SAMPLE_GIVEN, gone=REMOVED, roles=PAIR
    ),
    FEEDBACK.kind(
        "feedback_answered", "Your feedback was answered", answered, SAMPLE_ANSWERED, gone=REMOVED, roles=PAIR
    ),
]
