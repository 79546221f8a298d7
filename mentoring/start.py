"""Read the settings before anything else does: what is wrong with them is one sentence, never a traceback."""

import os
import sys
from pathlib import Path

WRONG_SETTINGS = 78  # EX_CONFIG of sysexits.h


def refusal() -> str:
    """What the settings refuse; nothing where they are right."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        settings.INSTALLED_APPS  # noqa: B018  # the first one that is asked for reads them all
    except ImproperlyConfigured as error:
        return str(error)
    return ""


def or_end() -> None:
    """End this process with the sentence."""
    if said := refusal():
        print(said, file=sys.stderr)  # noqa: T201
        sys.exit(WRONG_SETTINGS)


def is_celery() -> bool:
    """Whether this process is `celery …` or `python -m celery …`: it reads settings late, where nobody catches it."""
    program = Path(sys.argv[0])
    return program.name == "celery" or program.parts[-2:] == ("celery", "__main__.py")
