"""Signing in through the organization's own identity provider. allauth finds our two kinds of provider here."""

from mentoring.accounts.provider.openid import OpenID
from mentoring.accounts.provider.saml import SAML

provider_classes = [OpenID, SAML]  # in place of allauth's own, which are installed before
