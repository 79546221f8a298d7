from django.apps import AppConfig


class PairingsConfig(AppConfig):
    name = "pairings"

    def ready(self) -> None:
        from mentoring.activity import sentences
        from mentoring.notifications import kinds
        from pairings import news, reminders
        from pairings.actions import replanning
        from pairings.sentences import SENTENCES
        from programs import followers

        followers.register(replanning)
        kinds.register(*reminders.KINDS, *news.KINDS)
        sentences.register(SENTENCES)
