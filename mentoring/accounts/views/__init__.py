from mentoring.accounts.views import profile, theme

__all__ = ["profile", "theme"]
