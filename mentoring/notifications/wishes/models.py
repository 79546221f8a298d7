"""What people want of their mails, and the addresses that mail servers have refused."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Preference(models.Model):
    """In which ways a person wants to be told of a kind. No row means by mail and in the app."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_preferences")
    kind = models.CharField(max_length=60)
    by_mail = models.BooleanField(default=True)
    in_app = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="preference_is_single")]

    def __str__(self) -> str:
        return f"{self.kind}: {'mail' if self.by_mail else 'no mail'}"


class MailHabits(models.Model):
    """How a person wants their mails. No row means as it happens, with the quiet hours of each program."""

    class Rhythm(models.TextChoices):
        AT_ONCE = "at_once", "As it happens"
        DAILY = "daily", "Once a day, in one mail"
        WEEKLY = "weekly", "Once a week, in one mail"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_habits")
    rhythm = models.CharField(max_length=8, choices=Rhythm.choices, default=Rhythm.AT_ONCE)
    # In their own time zone. All three are set, or none for the program's. Equal times: only weekends can be quiet.
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    quiet_weekends = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True, quiet_weekends__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False, quiet_weekends__isnull=False),
                name="mail_habits_quiet_hours_are_whole",
                violation_error_message="Choose when the quiet hours begin and when they end.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_rhythm_display()}"


class Snooze(models.Model):
    """“Remind me Monday”: tell the person nothing about one thing until then."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="snoozes")
    about = models.CharField(max_length=60)
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "about"], name="snooze_is_single")]

    def __str__(self) -> str:
        return f"{self.about} until {self.until}"


class RefusedAddress(models.Model):
    """An address that a mail server has refused for good. The row goes when a mail gets through again."""

    address = models.EmailField(unique=True)  # in lower case
    answer = models.TextField()
    refused_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.address
