"""The invitation mail. It goes to an address, and at once: `actions` writes it straight into the outbox."""

from datetime import date

from mentoring.notifications.planning.kinds import Kind
from programs.program.letters import sample

SAMPLE = sample(
    role="mentee",
    organisation="Northwind University",
    purpose="Grow with somebody who has walked the way before you.",
    rhythm="60 minutes every 2 weeks",
    inviter="Cora Lind",
    name="Sam Lee",
    expires_on=date(2026, 12, 15),
    again=False,
)
KINDS = [Kind("invitation", "Invitation to a program", sample=SAMPLE, service=True)]
