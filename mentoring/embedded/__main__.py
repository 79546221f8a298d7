"""`python -m mentoring.embedded run | demo | backup FILE | restore FILE`; the last two are commands of Django, too."""

import sys

from mentoring import start
from mentoring.embedded import environment
from mentoring.embedded.trouble import Trouble

USAGE = "Usage: python -m mentoring.embedded run | demo | backup [--verify] FILE | restore [--while-running] FILE"


def main(arguments: list[str]) -> int:
    try:
        match arguments:
            case ["run" | "demo" as what]:
                from mentoring.embedded import runner  # here, because without the embedded servers it can't be imported

                runner.run(demo=what == "demo")
            case ["backup" | "restore", _, *_]:
                _manage(arguments)
            case _:
                print(USAGE, file=sys.stderr)
                return 2
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return 0


def _manage(arguments: list[str]) -> None:
    """Unlike manage.py, `restore` makes an embedded database where there is none yet: to restore into."""
    if arguments[0] == "restore":
        environment.prepare()
    else:
        environment.join()
    start.or_end()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["python -m mentoring.embedded", *arguments])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
