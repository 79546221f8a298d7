"""One row for each event. The database refuses to change one, and to delete one before its time."""

from django.db import models


class Happening(models.TextChoices):
    """Everything that is written down. Details stand in braces; they come from `details`, and hold no secret."""

    SIGNED_IN = "signed_in", "Signed in {way}"
    SIGNED_IN_IN_TWO_STEPS = "signed_in_in_two_steps", "Signed in {way} and {step}"
    SIGNED_OUT = "signed_out", "Signed out"
    SIGN_IN_FAILED = "sign_in_failed", "Sign-in failed: {why}"
    SECOND_STEP_FAILED = "second_step_failed", "Second step failed: {why}"
    PROVEN_AGAIN = "proven_again", "Proved again who they are, {way}"
    PROOF_FAILED = "proof_failed", "Failed to prove again who they are: {why}"
    STOPPED = "stopped", "Stopped after too many attempts"
    FORM_REFUSED = "form_refused", "A form was refused that didn’t come from a page of ours, or from one too old"
    MORE = "more", "More like these came from this address in the same minute, and aren’t listed"

    STEP_ADDED = "step_added", "Added {key}"
    STEP_REMOVED = "step_removed", "Removed {key}"
    CODES_MADE = "codes_made", "Made new recovery codes"

    ACCOUNT_MADE = "account_made", "Made an account"
    STARTED_OVER = "started_over", "The account started over: what was set before its address was proven is gone"
    ADDRESS_PROVEN = "address_proven", "Proved that the address {address} is theirs"
    ADDRESS_CODE_WRONG = "address_code_wrong", "Entered a wrong code to prove an address"
    ADDRESS_CHANGED = "address_changed", "Changed the address from {before} to {after}"
    PASSWORD_SET = "password_set", "Set a password"
    PASSWORD_CHANGED = "password_changed", "Changed the password"
    PASSWORD_CHANGE_FAILED = "password_change_failed", "Didn’t know the current password when changing it"
    RESET_ASKED = "reset_asked", "A link to a new password was asked for"
    RESET_DONE = "reset_done", "Chose a new password by a link from an email"
    SIGNED_OUT_ELSEWHERE = "signed_out_elsewhere", "Signed out other browsers of theirs"
    LINKS_ENDED = "links_ended", "Ended the links in the emails they had got so far"
    PROVIDER_CONNECTED = "provider_connected", "Connected {provider}"
    PROVIDER_REMOVED = "provider_removed", "Disconnected {provider}"
    PROVIDER_REFUSED = "provider_refused", "Couldn’t connect {provider}: {why}"

    ADMINISTRATOR_MADE = "administrator_made", "Became administrator"
    ADMINISTRATOR_REMOVED = "administrator_removed", "Is no longer administrator"
    COORDINATOR_APPOINTED = "coordinator_appointed", "Became coordinator of “{program}”"
    COORDINATOR_REMOVED = "coordinator_removed", "Is no longer coordinator of “{program}”"
    INSTALLATION_CHANGED = "installation_changed", "Changed about the installation: {fields}"

    KEEPSAKE_TAKEN = "keepsake_taken", "Downloaded a keepsake"
    CALENDAR_RESET = "calendar_reset", "Got a new calendar address; the old one is dead"


class Event(models.Model):
    """It holds ids and names, not foreign keys, as an activity entry does: it outlives the account it is about."""

    at = models.DateTimeField()
    what = models.CharField(max_length=40)  # a Happening
    account_id = models.BigIntegerField(null=True)  # None: nobody we know
    account_name = models.CharField(max_length=150, blank=True)
    by_id = models.BigIntegerField(null=True)  # only where somebody else did it
    by_name = models.CharField(max_length=150, blank=True)
    client = models.CharField(max_length=45, blank=True)  # the address it came from; empty: from no page
    network = models.CharField(max_length=45, blank=True)  # what is counted together: `client`, of IPv6 its first half
    browser = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="security_newest"),
            models.Index(fields=["network", "at"], name="security_from_one_network"),
            models.Index(fields=["account_id", "-at"], name="security_about_one_account"),
        ]

    def __str__(self) -> str:
        return f"{self.account_name or 'Nobody we know'}: {self.what}"
