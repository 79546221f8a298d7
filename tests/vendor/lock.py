"""SHA-256 of every vendored file. `python -m tests.vendor.lock` writes static/vendor/vendor.lock."""

import hashlib
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "static/vendor/vendor.toml"
LOCK = ROOT / "static/vendor/vendor.lock"


def listed() -> list[str]:
    packages = tomllib.loads(LIST.read_text())["package"]
    return sorted(f"{package['folder']}/{name}" for package in packages for name in package["files"])


def present() -> list[str]:
    folders = [ROOT / "static/vendor", ROOT / "tests/vendor"]
    files = (path for folder in folders for path in folder.glob("*-*/**/*") if path.is_file())
    return sorted(str(path.relative_to(ROOT)) for path in files)


def lines() -> list[str]:
    return [f"{hashlib.sha256((ROOT / name).read_bytes()).hexdigest()}  {name}" for name in listed()]


if __name__ == "__main__":
    LOCK.write_text("\n".join(lines()) + "\n")
