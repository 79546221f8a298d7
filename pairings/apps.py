from django.apps import AppConfig


class PairingsConfig(AppConfig):
    name = "pairings"

    def ready(self) -> None:
        from mentoring.activity import sentences
        from mentoring.notifications import kinds
        from pairings import reminders
        from pairings.sentences import SENTENCES

        kinds.register(*reminders.KINDS)
        sentences.register(SENTENCES)
