"""The kinds that the page filters by, and the words for the details. One event can be of two kinds."""

from collections.abc import Collection, Mapping

from mentoring.security.models import Event, Happening

KINDS: Mapping[str, tuple[str, Collection[Happening]]] = {
    "sign-ins": (
        "Sign-ins",
        [
            Happening.SIGNED_IN,
            Happening.SIGNED_IN_IN_TWO_STEPS,
            Happening.SIGNED_OUT,
            Happening.SIGN_IN_FAILED,
            Happening.PROVEN_AGAIN,
            Happening.PROOF_FAILED,
        ],
    ),
    "second-steps": (
        "Second steps",
        [
            Happening.SIGNED_IN_IN_TWO_STEPS,
            Happening.SECOND_STEP_FAILED,
            Happening.STEP_ADDED,
            Happening.STEP_REMOVED,
            Happening.CODES_MADE,
        ],
    ),
    "accounts": (
        "Accounts",
        [
            Happening.ACCOUNT_MADE,
            Happening.STARTED_OVER,
            Happening.ADDRESS_PROVEN,
            Happening.ADDRESS_CODE_WRONG,
            Happening.ADDRESS_CHANGED,
            Happening.PASSWORD_SET,
            Happening.PASSWORD_CHANGED,
            Happening.PASSWORD_CHANGE_FAILED,
            Happening.RESET_ASKED,
            Happening.RESET_DONE,
            Happening.SIGNED_OUT_ELSEWHERE,
            Happening.LINKS_ENDED,
            Happening.PROVIDER_CONNECTED,
            Happening.PROVIDER_REMOVED,
            Happening.PROVIDER_REFUSED,
        ],
    ),
    "roles": (
        "Roles and settings",
        [
            Happening.ADMINISTRATOR_MADE,
            Happening.ADMINISTRATOR_REMOVED,
            Happening.COORDINATOR_APPOINTED,
            Happening.COORDINATOR_REMOVED,
            Happening.INSTALLATION_CHANGED,
        ],
    ),
    "data": ("Downloads and calendar addresses", [Happening.KEEPSAKE_TAKEN, Happening.CALENDAR_RESET]),
    "failures": (
        "What failed or was refused",
        [
            Happening.SIGN_IN_FAILED,
            Happening.SECOND_STEP_FAILED,
            Happening.PROOF_FAILED,
            Happening.PASSWORD_CHANGE_FAILED,
            Happening.ADDRESS_CODE_WRONG,
            Happening.PROVIDER_REFUSED,
            Happening.STOPPED,
            Happening.FORM_REFUSED,
            Happening.MORE,
        ],
    ),
}
# Anybody can cause these as often as they like, so only so many are written for each address and minute.
FROM_ANYBODY = frozenset({*KINDS["failures"][1], Happening.RESET_ASKED})

WORDS: Mapping[str, Mapping[str, str]] = {
    "way": {
        "password": "with a password",
        "code": "with a code from an email",
        "passkey": "with a passkey",
        "provider": "through the identity provider",
        "reset": "after choosing a new password",
        "new": "right after the account was made",
        "totp": "with a code from an app",
        "webauthn": "with a passkey",
        "recovery_codes": "with a recovery code",
    },
    "step": {"totp": "a code from an app", "webauthn": "a passkey", "recovery_codes": "a recovery code"},
    "key": {"totp": "an authenticator app", "webauthn": "a passkey", "recovery_codes": "the recovery codes"},
    "why": {
        "password": "wrong password",
        "nobody": "no account has this address",
        "off": "the account is switched off",
        "code": "wrong code",
        "passkey": "the passkey wasn’t accepted",
        "provider_away": "the identity provider didn’t answer",
        "provider_odd": "the identity provider’s answer was of no use",
        "provider_untrusted": "the identity provider’s answer wasn’t signed by it",
        "provider_canceled": "the identity provider said no, or they canceled there",
        "provider_expired": "an answer of the identity provider that nobody here waited for",
        "provider_unverified": "the identity provider doesn’t call the address verified",
        "provider_unknown": "the identity provider’s person has no account here",
        "provider_taken": "that person of the identity provider has another account here",
    },
}


def sentence(event: Event) -> str:
    """What happened in words, such as “Signed in with a password”."""
    known = {name: WORDS.get(name, {}).get(value, value) for name, value in event.details.items()}
    return Happening(event.what).label.format(**known)
