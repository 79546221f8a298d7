from django.apps import AppConfig


class SecurityConfig(AppConfig):
    name = "mentoring.security"

    def ready(self) -> None:
        from mentoring.security import listening

        listening.listen()
