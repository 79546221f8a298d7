"""The unit files in docs/systemd/: what must stand in them does, systemd reads them, and the nightly backup works."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mentoring.embedded import children
from mentoring.notifications.sending import delivery
from mentoring.settings import SMTP_OPTIONS
from tests.backups import servers

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "systemd"
SERVICES = sorted(FOLDER.glob("*.service"))
STAYING = {"mentoring.service", "mentoring-web@.service", "mentoring-worker.service", "mentoring-beat.service"}
CONFINED = {
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "RestrictSUIDSGID": "yes",
    "User": "mentoring",
}


def keys(unit: Path) -> dict[str, str]:
    """Of all sections; the last of a key that stands twice."""
    return dict(re.findall(r"^(\w+)=(.*)$", unit.read_text(), re.MULTILINE))


def seconds(text: str) -> int:
    return int(text) if text.isdigit() else 0


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_may_do_no_more_than_it_needs_and_writes_only_into_its_own_folder(unit):
    said = keys(unit)
    assert {name: said.get(name) for name in CONFINED} == CONFINED
    assert said["StateDirectory"] == ("mentoring-backups" if unit.stem == "mentoring-backup" else "mentoring")
    assert said["EnvironmentFile"].lstrip("-") in {"/etc/mentoring/env", "/etc/mentoring/backup"}
    written = re.findall(r"^Environment=\w+=(/\S+)$|-s (/\S+)", unit.read_text(), re.MULTILINE)
    for path in ("".join(pair) for pair in written):
        assert path.startswith("/var/lib/mentoring")


def test_what_ends_by_itself_starts_again_and_everything_stops_in_its_own_time():
    assert {unit.name for unit in SERVICES if keys(unit).get("Restart") == "always"} == STAYING
    longest = delivery.SECONDS + SMTP_OPTIONS["timeout"]
    stop = {unit.name: seconds(keys(unit).get("TimeoutStopSec", "")) for unit in SERVICES}
    assert stop["mentoring-worker.service"] > longest
    assert stop["mentoring.service"] > children.GRACE > longest
    assert stop["mentoring-web@.service"] > 15  # granian's own patience (mentoring/serving/command.py)
    for name in ("mentoring.service", "mentoring-worker.service", "mentoring-web@.service"):
        assert keys(FOLDER / name)["KillMode"] == "mixed"  # else each child is told, in the middle of what it does


def test_the_documents_name_every_unit():
    operating = (ROOT / "docs" / "operating.md").read_text()
    assert [unit.name for unit in FOLDER.iterdir() if unit.name not in operating] == []


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze isn't here")
def test_systemd_reads_every_unit_without_a_word(tmp_path):
    """With folders that exist here in the place of those that an installation has."""
    (tmp_path / "program").touch(mode=0o755)
    for unit in FOLDER.glob("mentoring*"):
        text = re.sub(r"^(ExecStart=)\S+", rf"\1{tmp_path / 'program'}", unit.read_text(), flags=re.MULTILINE)
        (tmp_path / unit.name).write_text(text.replace("=/srv/mentoring\n", f"={tmp_path}\n"))
    units = [str(path) for path in sorted(tmp_path.glob("mentoring*.*"))]
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True)
    ours = [line for line in done.stderr.splitlines() if "mentoring" in line]
    assert (ours, done.returncode) == ([], 0)
    assert len(units) == 7


@pytest.mark.processes
@pytest.mark.skipif(not shutil.which("gpg"), reason="gpg isn't here")
def test_the_nightly_backup_is_tried_encrypted_and_copied_and_the_oldest_go(tmp_path):
    home, folder, elsewhere = tmp_path / "home", tmp_path / "backups", tmp_path / "elsewhere"
    home.mkdir(mode=0o700)
    folder.mkdir()
    elsewhere.mkdir()
    gpg = ["gpg", "--batch", "--quiet", "--homedir", str(home), "--passphrase", ""]
    subprocess.run([*gpg, "--quick-generate-key", "backup@example.org"], check=True, capture_output=True)
    key = subprocess.run([*gpg, "--armor", "--export"], check=True, capture_output=True).stdout
    (tmp_path / "key").write_bytes(key)
    code = tmp_path / "code"  # of the application, with its environment where the units expect it
    (code / ".venv" / "bin").mkdir(parents=True)
    (code / ".venv" / "bin" / "python").write_text(f'#!/bin/sh\nshift\nexec {sys.executable} {ROOT}/manage.py "$@"\n')
    (code / ".venv" / "bin" / "python").chmod(0o755)
    for name, days in (("mentoring-2020-01-01T000000Z.dump.gpg", 31), ("mentoring-new.dump.gpg", 2), ("mine", 99)):
        (folder / name).touch()
        then = (folder / name).stat().st_mtime - days * 24 * 3600
        os.utime(folder / name, (then, then))

    with servers.embedded_database() as url:
        given = {
            "BACKUP_KEY": str(tmp_path / "key"),
            "BACKUP_COPY": f'cp -p "$1"/*.gpg {elsewhere}',
            "DATABASE_URL": url,
        }
        done = subprocess.run(
            [FOLDER / "backup", folder], cwd=code, env=os.environ | given, capture_output=True, text=True
        )
    assert (done.stderr, done.returncode) == ("", 0)
    verified, saved = done.stdout.splitlines()
    assert " is whole: " in verified
    assert re.fullmatch(rf"Saved {folder}/mentoring-\d{{4}}-\d\d-\d\dT\d{{6}}Z\.dump\.gpg\.", saved)
    new = Path(saved.removeprefix("Saved ").removesuffix("."))
    assert {path.name for path in folder.iterdir()} == {new.name, "mentoring-new.dump.gpg", "mine"}
    assert {path.name for path in elsewhere.iterdir()} == {new.name, "mentoring-new.dump.gpg"}
    assert new.stat().st_mode & 0o777 == 0o600
    plain = subprocess.run([*gpg, "--decrypt", elsewhere / new.name], check=True, capture_output=True).stdout
    assert plain.startswith(b"PGDMP")
    subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=True)
