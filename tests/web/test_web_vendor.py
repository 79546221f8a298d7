"""What we copied from others is listed, licensed and unchanged."""

from tests.vendor import lock


def test_vendored_files_are_the_ones_in_the_lock():
    assert lock.LOCK.read_text().splitlines() == lock.lines()


def test_vendored_folders_hold_nothing_that_is_not_listed():
    assert lock.present() == lock.listed()


def test_every_vendored_package_brings_its_licence():
    folders = {name.rsplit("/", 1)[0] for name in lock.listed()}
    assert {folder for folder in folders if f"{folder}/LICENSE" not in lock.listed()} == set()


def test_vendored_scripts_point_to_no_source_map_that_is_not_there():
    scripts = [lock.ROOT / name for name in lock.listed() if name.endswith(".js")]
    assert [script.name for script in scripts if b"sourceMappingURL" in script.read_bytes()] == []
