"""What beat and the workers did in the demo's past."""

from datetime import datetime, timedelta

from mentoring.notifications import delivery
from mentoring.notifications.models import Mail, Notification
from pairings import asking, planner
from pairings.actions import returns

ADDRESS_REFUSED = timedelta(days=20)  # from then on
ACCEPTING, REFUSING = "mentoring.demo.mail_server.Accepting", "mentoring.demo.mail_server.RefusingOne"


def look_after(now: datetime) -> None:
    """What beat does every hour, here once a day."""
    planner.roll(now)
    returns.resume_returned(now)
    planner.plan(now)
    asking.ask_whether_it_fits(now)


def deliver(now: datetime, *, today: datetime) -> None:
    """The history is not really mailed again."""
    if Notification.objects.due(now).exists() or Notification.objects.folded(now).exists():
        delivery.compose(now)
    if Mail.objects.due(now).exists():
        backend = REFUSING if today - now < ADDRESS_REFUSED else ACCEPTING
        delivery.send(now, backend=backend)
