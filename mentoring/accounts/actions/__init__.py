from mentoring.accounts.actions import profile

__all__ = ["profile"]
