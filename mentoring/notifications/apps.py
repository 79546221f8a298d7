from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "mentoring.notifications"

    def ready(self) -> None:
        from mentoring import retention
        from mentoring.activity import sentences
        from mentoring.notifications.planning import adapter, aging, kinds
        from mentoring.notifications.sending import actions, addresses
        from mentoring.notifications.writing import digesting

        adapter.register()
        retention.register(*aging.KINDS)
        addresses.register()
        kinds.register(digesting.KIND)
        sentences.register(actions.SENTENCES)
