"""The Chromium of the journeys: the one that CHROMIUM names, the system's, or one that is brought along.

`python -m tests.browser.chromium` sees to it that there is one, and says what it does for it.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# Without windows, a page opens in a quarter of the time.
NAMES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
PACKAGES = [NAMES[0], NAMES[1]]  # as some releases have it
INSTALL = ["apt-get", "install", "--quiet", "--yes", "--no-install-recommends"]
DOWNLOAD = [sys.executable, "-m", "playwright", "install", "--no-shell", "chromium"]
LACKS_LIBRARIES = "It doesn't start: the system lacks its libraries. Install your system's Chromium package instead."


def find() -> str | None:
    """Its path. Raises SystemExit where CHROMIUM names none."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named) or sys.exit(f"CHROMIUM names {named}, but there is no such program.")
    return next(filter(None, map(shutil.which, NAMES)), None) or _downloaded()


def bring() -> str:
    if found := find():
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _say("No Chromium here: installing the system's package…")
        _succeeds(["apt-get", "update", "--quiet"])
        any(_succeeds([*INSTALL, package]) for package in PACKAGES)
    else:
        _say("No Chromium here: downloading Playwright's…")
        _succeeds(DOWNLOAD)
    found = find() or sys.exit("That didn't work. Install Chromium yourself, or name one in CHROMIUM.")
    if subprocess.run([found, "--version"], stdout=subprocess.DEVNULL, check=False).returncode:
        sys.exit(LACKS_LIBRARIES)
    return found


def _downloaded() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _succeeds(command: list[str]) -> bool:
    return not subprocess.run(command, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, check=False).returncode


def _say(sentence: str) -> None:
    print(sentence, flush=True)  # noqa: T201


if __name__ == "__main__":
    _say(f"The browser is {bring()}.")
