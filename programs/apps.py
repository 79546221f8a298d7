from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self) -> None:
        from mentoring.activity import sentences
        from mentoring.notifications import kinds
        from programs import reminders
        from programs.sentences import SENTENCES

        kinds.register(*reminders.KINDS)
        sentences.register(SENTENCES)
