"""`python -m mentoring.embedded run | demo | backup FILE | restore FILE`"""

import sys
from pathlib import Path

from mentoring.embedded import backup, runner
from mentoring.embedded.trouble import Trouble

USAGE = "Usage: python -m mentoring.embedded run | demo | backup FILE | restore FILE"


def main(arguments: list[str]) -> int:
    try:
        match arguments:
            case ["run"]:
                runner.run(demo=False)
            case ["demo"]:
                runner.run(demo=True)
            case ["backup", file]:
                backup.save(Path(file))
            case ["restore", file]:
                backup.load(Path(file))
            case _:
                print(USAGE, file=sys.stderr)
                return 2
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
