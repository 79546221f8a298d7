#!/usr/bin/env python
"""Django's command line; without DATABASE_URL or REDIS_URL it joins (or starts) the embedded servers."""

import os
import sys

from mentoring.embedded import environment
from mentoring.embedded.trouble import Trouble


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring.settings")
    try:
        environment.prepare()
    except Trouble as trouble:
        sys.exit(str(trouble))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
