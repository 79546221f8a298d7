"""The opening text of a program's agreements. Agreements that have begun keep theirs."""

from datetime import datetime

from django.db import transaction

from mentoring.accounts.models import User
from mentoring.activity.record import record
from mentoring.web.integrity import Refused
from programs.opening.models import OpeningText
from programs.program.models import Program

# What the activity page says after the actor's name.
SENTENCES = {
    "program.opening_written": "wrote how agreements open",
}


@transaction.atomic
def write(program: Program, *, text: str, seen: int, by: User, now: datetime) -> None:
    """Save the opening text. If it is empty, agreements begin with what the two have answered.

    `seen`: the version on the page, 0 for none. Refused if somebody has saved another one since.
    """
    current = Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    if current.is_closed:
        raise Refused("This program is closed. Its agreements can no longer be given other words.")
    found = OpeningText.objects.filter(program=current).select_related("changed_by").first()
    if (found.text if found else "") == text:
        return
    if found and found.version != seen:
        raise Refused(
            f"{found.changed_by} has saved other words meanwhile. Both texts are on this page, nothing is lost: "
            "put together what you want, and save again.",
            field="text",
        )
    version = found.version + 1 if found else 1
    words = {"text": text, "version": version, "changed_by": by, "changed_at": now}
    OpeningText.objects.update_or_create(program=current, defaults=words)
    record("program.opening_written", current, by=by, program_id=current.pk, now=now)
