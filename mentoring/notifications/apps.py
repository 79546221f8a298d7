from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "mentoring.notifications"

    def ready(self) -> None:
        from mentoring.notifications import adapter, digesting, kinds

        adapter.register()
        kinds.register(digesting.KIND)
