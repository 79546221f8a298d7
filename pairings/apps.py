from django.apps import AppConfig


class PairingsConfig(AppConfig):
    name = "pairings"

    def ready(self) -> None:
        from mentoring.notifications import kinds
        from pairings import reminders

        kinds.register(*reminders.KINDS)
