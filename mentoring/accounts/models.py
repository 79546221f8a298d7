"""People, and the organization that runs this installation."""

import zoneinfo
from datetime import date, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone

from mentoring.accounts import calling


def validate_time_zone(value: str) -> None:
    if value not in zoneinfo.available_timezones():
        raise ValidationError(f"“{value}” is not a time zone we know. Choose one such as Europe/Berlin.")


class Organisation(models.Model):
    """The one organization of this installation. Its row is created together with the first administrator."""

    name = models.CharField("name of the organisation", max_length=120)
    hue = models.PositiveSmallIntegerField("hue of the brand", default=258)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    # So long unused, a browser is signed out; None: only the operator's limit holds (accounts/stays.py).
    idle_days = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="organisation_is_single"),
            models.CheckConstraint(
                condition=models.Q(idle_days__isnull=True) | models.Q(idle_days__gte=1),
                name="organisation_idle_for_a_day_at_least",
                violation_error_message="Choose one of the times on the list.",
            ),
            models.CheckConstraint(
                condition=models.Q(hue__lt=360),
                name="organisation_hue_is_an_angle",
                violation_error_message="Choose a hue from 0 to 359.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Keeping(models.Model):
    """For how long a kind of thing is kept (mentoring/retention.py), where an administrator has chosen."""

    kind = models.CharField(max_length=30, primary_key=True)
    days = models.PositiveIntegerField(null=True)  # None: for ever

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(days__isnull=True) | models.Q(days__gte=30),
                name="keeping_is_a_month_at_least",
                violation_error_message="Choose one of the times on the list.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.days or 'for ever'}"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. What they may do inside a program is up to a membership, never to a flag here."""

    class Theme(models.TextChoices):
        SYSTEM = "system", "Like my device"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=150)
    # What they want to be called; empty: what their name tells (calling.py).
    called = models.CharField(max_length=150, blank=True, default="", db_default="")
    time_zone = models.CharField(max_length=64, blank=True, default="", validators=[validate_time_zone])
    # The browser's guess that the person declined, so that we never ask about the same zone twice.
    declined_time_zone = models.CharField(max_length=64, blank=True, default="")
    language = models.CharField(max_length=10, default="en-us")
    theme = models.CharField(max_length=10, choices=Theme.choices, default=Theme.SYSTEM)
    is_administrator = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    # Part of every link that is mailed to them, and of their calendar's address; raising it ends those of before.
    links_version = models.PositiveIntegerField(default=0, db_default=0)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_is_unique",
                violation_error_message="There is already an account with this address.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new password ends the links of before, whichever way it is set."""
        # Django keeps a new one there until it is saved, but not the same one that is only hashed anew.
        is_new_password = vars(self).get("_password") is not None and not self._state.adding
        with transaction.atomic():
            super().save(*args, **kwargs)
            if is_new_password:
                self.end_links()

    def end_links(self) -> None:
        """Links in emails that were written before, those to unsubscribe too, and the address of the calendar."""
        User.objects.filter(pk=self.pk).update(links_version=models.F("links_version") + 1)
        self.refresh_from_db(fields=["links_version"])

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return self.first_name

    @property
    def first_name(self) -> str:
        return self.called or calling.first_of(self.name) or self.email

    @property
    def zone(self) -> ZoneInfo:
        """The person's own time zone, or UTC until they have confirmed one."""
        return ZoneInfo(self.time_zone or "UTC")

    def today(self, now: datetime) -> date:
        """The day it is for this person at `now`, which must be aware. The program's day may be another."""
        return now.astimezone(self.zone).date()
