from mentoring.accounts.views import browsers, profile, saml, theme

__all__ = ["browsers", "profile", "saml", "theme"]
