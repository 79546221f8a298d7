"""What happens without anybody: pairs come back from a pause on the day they said.

Pairs past their last day are not ended here: that is the coordinator's, who finds them in “needs attention”.
"""

from datetime import datetime

from mentoring.web.integrity import Refused
from pairings.actions import pairing as pairing_actions
from pairings.models import Pairing


def resume_returned(now: datetime) -> int:
    """Resume every pair whose day of return has come in its program's zone; gives their number."""
    resumed = 0
    for pairing in Pairing.objects.filter(state=Pairing.State.PAUSED).select_related("program"):
        if pairing.returns_on and pairing.returns_on <= pairing.program.today(now):
            try:
                pairing_actions.resume(pairing, by=None, now=now)
            except Refused:  # another worker, or the coordinator, was first
                continue
            resumed += 1
    return resumed
