from goals.competencies.models import Assessment
from mentoring.accounts.models import User
from pairings.pair.models import Pairing


def own_assessment(user: User, pairing: Pairing, moment: str) -> Assessment | None:
    return Assessment.objects.filter(pairing=pairing, by=user, moment=moment).first()
