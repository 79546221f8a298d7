from django.apps import AppConfig

from mentoring.postgres import names


class WebConfig(AppConfig):
    name = "mentoring.web"

    def ready(self) -> None:
        names.register()
