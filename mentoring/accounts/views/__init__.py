from mentoring.accounts.views import browsers, profile, theme

__all__ = ["browsers", "profile", "theme"]
