"""What an advisory says about the versions that are locked here, and how `make audit` ends and what it says."""

import json
import zipfile
from datetime import UTC, datetime

import pytest

from tests.supply import advisories, audit, locked

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
DJANGO = next(one.version for one in locked.packages(locked.RUN) if one.name == "django")


def told(name="django", ecosystem="PyPI", *, events=None, versions=None, kind="ECOSYSTEM", **more) -> dict:
    affected = {"package": {"ecosystem": ecosystem, "name": name}}
    if events:
        affected["ranges"] = [{"type": kind, "events": events}]
    if versions:
        affected["versions"] = versions
    return {
        "id": "GHSA-1", "modified": "2026-11-20T08:00:00Z", "aliases": ["CVE-2026-1"], "summary": "It leaks.",
        "affected": [affected], **more,
    }  # fmt: skip


def hits(version, row, name="django") -> bool:
    return advisories._advisory(row).hits("PyPI", name, version)


UNTIL_5_2_3 = [{"introduced": "0"}, {"fixed": "5.2.3"}]
TWICE = [{"introduced": "5.0"}, {"fixed": "5.0.7"}, {"introduced": "5.2"}, {"fixed": "5.2.3"}]
LAST = [{"introduced": "4.2"}, {"last_affected": "5.2.3"}]


@pytest.mark.parametrize(
    ("version", "events", "affected"),
    [
        ("5.2.2", UNTIL_5_2_3, True),
        ("5.2.3", UNTIL_5_2_3, False),
        ("5.2.10", UNTIL_5_2_3, False),  # later than 5.2.3, though not by its letters
        ("5.2.3rc1", UNTIL_5_2_3, True),
        ("5.2.3.post1", UNTIL_5_2_3, False),
        ("0.0.dev1", UNTIL_5_2_3, True),
        ("5.0.6", TWICE, True),
        ("5.1", TWICE, False),
        ("5.2.1", TWICE, True),
        ("5.2.1", list(reversed(TWICE)), True),  # events come in any order
        ("5.1", list(reversed(TWICE)), False),
        ("4.2rc1", LAST, False),
        ("5.2.3", LAST, True),
        ("5.2.3.post1", LAST, False),
        ("6.0", [{"introduced": "0"}], True),  # never fixed
        ("5.2.2", [{"introduced": "0"}, {"limit": "5.2"}], False),
        ("5.1", [{"introduced": "0"}, {"limit": "5.2"}], True),
        ("5.1", [{"introduced": "0"}, {"fixed": "2004b"}], True),  # can't be compared: somebody has to look
    ],
)
def test_a_version_lies_in_a_range_or_outside(version, events, affected):
    assert hits(version, told(events=events)) is affected


def test_listed_versions_count_as_they_are_meant():
    row = told(versions=["5.2", "5.2.1", "2004b"])
    assert [version for version in ("5.2.0", "5.2.1", "5.2.2", "2004b") if hits(version, row)] == [
        "5.2.0",
        "5.2.1",
        "2004b",
    ]


def test_names_are_compared_as_the_registry_does_and_those_of_others_are_not():
    row = told("Django_AllAuth", versions=["65.0"])
    assert hits("65.0", row, "django-allauth")
    assert not hits("65.0", row, "django-all-auth")
    assert not hits("65.0", told("django-allauth", "npm", versions=["65.0"]), "django-allauth")


def test_commits_and_what_was_withdrawn_hit_nothing():
    assert not hits("5.2", told(kind="GIT", events=[{"introduced": "0"}]))
    assert hits("5.2", told(events=[{"introduced": "0"}]))
    assert not hits("5.2", told(events=[{"introduced": "0"}], withdrawn="2026-11-21T00:00:00Z"))


@pytest.fixture
def folder(tmp_path):
    def write(*rows, packed=False):
        for number, row in enumerate(rows):
            (tmp_path / f"{number}.json").write_text(json.dumps(row))
        if packed:
            with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
                for file in sorted(tmp_path.glob("*.json")):
                    archive.write(file, file.name)
                    file.unlink()
        return str(tmp_path)

    return write


@pytest.mark.parametrize("packed", [False, True])
def test_what_is_known_is_told_with_all_that_helps(folder, packed):
    events = [{"introduced": "0"}, {"fixed": "99.0"}, {"fixed": "100.1"}]
    path = folder(told(events=events), told("requests", versions=["1.0"], id="PYSEC-2"), packed=packed)
    code, said = audit.run(path, now=NOW)
    assert (code, said.splitlines()[:-1]) == (
        1,
        [
            f"django {DJANGO} (run.txt, server.txt, dev.txt): GHSA-1 (CVE-2026-1)",
            "  It leaks.",
            "  Fixed in 99.0, 100.1.",
        ],
    )
    number = len(audit.things())
    assert said.splitlines()[-1] == (
        f"1 finding about {number} packages, by 2 advisories. The newest is of 2026-11-20, 10 days ago."
    )


def test_copied_files_are_looked_up_too(folder):
    row = told("htmx.org", "npm", kind="SEMVER", events=[{"introduced": "4.0.0"}], aliases=[], summary="")
    code, said = audit.run(folder(row), now=NOW)
    assert (code, said.splitlines()[:3]) == (
        1,
        ["htmx.org 4.0.1 (static/vendor): GHSA-1", "  No summary.", "  No fixed version is named."],
    )


def test_nothing_known_ends_well_and_says_how_old_the_advisories_are(folder):
    path = folder(told(events=[{"introduced": "0"}, {"fixed": "1.0"}], modified="2026-11-29T08:00:00Z"))
    code, said = audit.run(path, now=NOW)
    assert (code, said) == (
        0,
        f"Nothing is known about {len(audit.things())} packages, by 1 advisory. "
        "The newest is of 2026-11-29, 1 day ago.",
    )


def test_where_nothing_is_at_hand_it_says_that_nothing_was_checked(folder, tmp_path):
    for path in ("", folder(), folder(told("rails", "RubyGems", versions=["1.0"]))):
        assert audit.run(path, now=NOW) == (2, audit.NONE_AT_HAND)
    code, said = audit.run(str(tmp_path / "away.zip"), now=NOW)
    assert (code, said) == (2, f"There is no {tmp_path}/away.zip: nothing was checked.")


@pytest.mark.parametrize(("name", "text"), [("1.json", "{"), ("1.json", "[]"), ("1.json", "{}"), ("1.zip", "PK")])
def test_what_cant_be_read_is_named_and_ends_it(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    code, said = audit.run(str(tmp_path), now=NOW)
    assert (code, said.splitlines()[-1]) == (2, "Nothing was checked.")
    assert said.startswith(str(tmp_path / name))


def test_everything_that_is_locked_is_looked_up():
    names = {name for _, name, _ in audit.things()}
    assert names >= {one.name for path in (locked.RUN, locked.DEV) for one in locked.packages(path)}
    assert names >= {"uv", "sortablejs", "@fontsource-variable/inter"}
