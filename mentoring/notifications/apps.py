from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "mentoring.notifications"

    def ready(self) -> None:
        from mentoring.notifications.planning import adapter, kinds
        from mentoring.notifications.sending import addresses
        from mentoring.notifications.writing import digesting

        adapter.register()
        addresses.register()
        kinds.register(digesting.KIND)
