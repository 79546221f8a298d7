"""A person's own settings. They are nobody else's business, so there is no activity entry."""

from mentoring.accounts import calling
from mentoring.accounts.models import User
from mentoring.accounts.noticed import Notice, noticed


def change(user: User, *, name: str, called: str, time_zone: str, language: str, theme: str) -> None:
    """Who changes their name, and never said what to be called, is called by the new one."""
    if not called or (called == user.called == calling.first_of(user.name)):
        called = calling.first_of(name)
    user.name, user.called, user.time_zone, user.language, user.theme = name, called, time_zone, language, theme
    user.save(update_fields=["name", "called", "time_zone", "language", "theme"])


def end_links(user: User) -> None:
    user.end_links()
    noticed.send(sender=User, what=Notice.LINKS_ENDED, user=user)


def use_zone(user: User, time_zone: str) -> None:
    user.time_zone, user.declined_time_zone = time_zone, ""
    user.save(update_fields=["time_zone", "declined_time_zone"])


def decline_zone(user: User, time_zone: str) -> None:
    user.declined_time_zone = time_zone
    user.save(update_fields=["declined_time_zone"])
