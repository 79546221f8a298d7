from django.apps import AppConfig


class GoalsConfig(AppConfig):
    name = "goals"

    def ready(self) -> None:
        from goals import reminders
        from goals.sentences import SENTENCES
        from mentoring.activity import sentences
        from mentoring.notifications import kinds

        kinds.register(*reminders.KINDS)
        sentences.register(SENTENCES)
