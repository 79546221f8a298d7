from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "mentoring.notifications"

    def ready(self) -> None:
        from mentoring.notifications import adapter, addresses, digesting, kinds

        adapter.register()
        addresses.register()
        kinds.register(digesting.KIND)
