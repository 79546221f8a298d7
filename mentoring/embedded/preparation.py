"""Prepare tables, static files and the demo's people before the servers start. Runs as a process of its own.

Standard output holds only what the person should read: once the page answers, the logins or the setup link; with the
exit code WRONG_SETTINGS, what is wrong with the settings.
"""

import hashlib
import io
import sys
from pathlib import Path

from mentoring import start


def main() -> None:
    if refusal := start.refusal():
        print(refusal)
        sys.exit(start.WRONG_SETTINGS)
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False, stdout=sys.stderr)
    _collect_static(Path(settings.STATIC_ROOT))
    if settings.DEMO:
        _said_by("demo", if_empty=True)
        print(_said_by("demo", logins=True))
    else:
        link = _said_by("setup_link")
        print(f"Create the administrator with this link; it works once:\n{link}" if link else "")


def _said_by(command: str, **options: bool) -> str:
    from django.core.management import call_command

    said = io.StringIO()
    call_command(command, stdout=said, **options)
    return said.getvalue().strip()


def _collect_static(target: Path) -> None:
    from django.core.management import call_command

    print_file = target / ".fingerprint"
    fingerprint = _fingerprint()
    if print_file.exists() and print_file.read_text(errors="replace") == fingerprint:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    print_file.write_text(fingerprint)


def _fingerprint() -> str:
    from django.contrib.staticfiles.finders import get_finders

    parts = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            about = Path(storage.path(name)).stat()
            parts.update(f"{name} {about.st_size} {about.st_mtime_ns}\n".encode())
    return parts.hexdigest()


if __name__ == "__main__":
    main()
