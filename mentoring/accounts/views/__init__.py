from mentoring.accounts.views import browsers, leaving, openid, profile, saml, theme

__all__ = ["browsers", "leaving", "openid", "profile", "saml", "theme"]
