from mentoring.accounts.actions import browsers, profile

__all__ = ["browsers", "profile"]
