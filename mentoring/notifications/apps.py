from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "mentoring.notifications"

    def ready(self) -> None:
        from mentoring.activity import sentences
        from mentoring.notifications.planning import adapter, kinds
        from mentoring.notifications.sending import actions, addresses
        from mentoring.notifications.writing import digesting

        adapter.register()
        addresses.register()
        kinds.register(digesting.KIND)
        sentences.register(actions.SENTENCES)
