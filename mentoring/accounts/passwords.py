"""What a new password may be, beside what Django looks at."""

from django.core.exceptions import ValidationError

LONGEST = 128


class MaximumLengthValidator:
    """Says so, where a `maxlength` of the field would cut off what is pasted without a word."""

    def validate(self, password: str, user: object = None) -> None:
        if len(password) > LONGEST:
            raise ValidationError(
                f"This password is too long: at most {LONGEST} characters fit, and there are {len(password)}.",
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        return f"At most {LONGEST} characters fit."
