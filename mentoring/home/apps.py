from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "mentoring.home"

    def ready(self) -> None:
        from mentoring.activity import sentences
        from mentoring.home.actions import keeping

        sentences.register(keeping.SENTENCES)
