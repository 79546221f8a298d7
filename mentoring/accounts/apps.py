from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "mentoring.accounts"

    def ready(self) -> None:
        from mentoring.accounts import proof, stays

        proof.listen()
        stays.listen()
