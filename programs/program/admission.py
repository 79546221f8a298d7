"""Whether a program still lets people in; the answer stays true until the caller's transaction ends."""

from programs.program.models import Program


def state_of(program: Program) -> str:
    """The state as it is in the database. Locks the program, so closing it waits for the caller's transaction to end.

    Ask before locking anything inside the program, because everybody locks the program first.
    """
    state: str = Program.objects.select_for_update(no_key=True).values_list("state", flat=True).get(pk=program.pk)
    return state
