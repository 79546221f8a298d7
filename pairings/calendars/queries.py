"""What a person has said about their week and their calendar."""

from mentoring.accounts.models import User
from pairings.calendars.models import Availability, CalendarChoice


def free_cells(user: User) -> list[int]:
    return next(iter(Availability.objects.filter(user=user).values_list("cells", flat=True)), [])


def calendar_choice(user: User) -> CalendarChoice:
    """The person's choice; an unsaved one with the defaults if they made none."""
    return CalendarChoice.objects.filter(user=user).first() or CalendarChoice(user=user)
