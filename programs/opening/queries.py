from programs.opening.models import OpeningText
from programs.program.models import Program


def opening_text(program: Program) -> OpeningText | None:
    return OpeningText.objects.filter(program=program).first()
