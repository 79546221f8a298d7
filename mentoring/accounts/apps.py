from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "mentoring.accounts"

    def ready(self) -> None:
        from mentoring import retention
        from mentoring.accounts import aging, proof, stays

        proof.listen()
        stays.listen()
        retention.register(aging.KIND)
