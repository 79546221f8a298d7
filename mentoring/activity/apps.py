from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "mentoring.activity"

    def ready(self) -> None:
        from mentoring import retention
        from mentoring.activity import aging

        retention.register(aging.KIND)
