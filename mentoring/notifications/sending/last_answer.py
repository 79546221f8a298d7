"""What the mail server said last, for the health page."""

from datetime import datetime

from mentoring.notifications.planning.models import Mail
from mentoring.notifications.sending.models import LastAnswer
from mentoring.notifications.sending.postman import ServerAnswer, without_address


def keep(answer: ServerAnswer, mail: Mail, *, now: datetime) -> None:
    if not answer.was_asked:
        return
    said = without_address(answer.text, mail.to)
    LastAnswer.objects.bulk_create(
        [LastAnswer(at=now, result=answer.result, answer=said)],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["at", "result", "answer"],
    )


def last() -> LastAnswer | None:
    """None before the first mail."""
    return LastAnswer.objects.filter(pk=LastAnswer.ONLY).first()
