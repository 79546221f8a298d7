"""Whether a program still lets people in, asked so that the answer stays true until the caller is done."""

from programs.program.models import Program


def state_of(program: Program) -> str:
    """As it stands in the database; closing the program waits for the end of the caller's transaction.

    Ask before anything inside the program is locked: everybody locks the program first.
    """
    state: str = Program.objects.select_for_update(no_key=True).values_list("state", flat=True).get(pk=program.pk)
    return state
