#!/usr/bin/env python
"""Django's command line. Without separate servers in the environment it joins those of make run (or starts them)."""

import sys

from mentoring import start
from mentoring.embedded import environment
from mentoring.embedded.trouble import Trouble


def main() -> None:
    try:
        environment.join()
    except Trouble as trouble:
        sys.exit(str(trouble))
    start.or_end()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
