"""Which assertions, refusals taken by hand and layers in pieces `make check` doesn't let pass."""

import fnmatch
from pathlib import Path

import pytest

from tests import style

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    "assertion",
    [
        'assert ("a" in page, "b" in page) == (True, False)',
        'assert (answer.status_code, "b" in page) == (200, True)',
        "assert [words in page for words in wanted] == [True] * 3",
        "assert all(words in page for words in wanted)",
        "assert not any(words in page or words in mail for words in wanted), page",
        "assert (mail.subject.startswith('A'), not page) == (True, True)",
        "assert told == [True, False, True]",
        "assert asked('mentee') == (False, False)",
        "assert (False,) * 4 == shown",
    ],
)
def test_an_assertion_that_would_not_say_which_is_found(assertion):
    assert list(style.unsaid(assertion)) == [1]


@pytest.mark.parametrize(
    "assertion",
    [
        'assert "a" in page',
        'assert (goal.title, goal.is_private) == ("Demo", True)',
        "assert {words: words in page for words in wanted} == {words: True for words in wanted}",
        "assert [words for words in wanted if words not in page] == []",
        "assert [one.met for one in answers] == [True]",
        "seen = [words in page for words in wanted]",
    ],
)
def test_an_assertion_that_says_it_is_left_alone(assertion):
    assert list(style.unsaid(assertion)) == []


def test_the_look_at_assertions_fails_where_it_has_lost_its_way(monkeypatch, tmp_path):
    monkeypatch.setattr(style, "ROOT", tmp_path)
    with pytest.raises(AssertionError, match="0 tests were found"):
        list(style._in_assertions())


ACTION = "    goals.agree(goal)"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        (f"try:\n{ACTION}\nexcept Refused as refused:\n    pass", [3]),
        (f"try:\n{ACTION}\nexcept integrity.Refused:\n    pass", [3]),
        (f"try:\n{ACTION}\nexcept (\n    KeyError,\n    integrity.Refused,\n):\n    pass", [3]),
        (f"with integrity.sentences():\n{ACTION}", [1]),
        (f"with refusals.on(form) as done:\n{ACTION}", []),
        (f"try:\n{ACTION}\nexcept actions.Replaced:\n    pass", []),
        ("raise Refused('No.')", []),
    ],
)
def test_a_refusal_that_a_view_takes_by_hand_is_found(source, lines):
    assert list(style.taken(source)) == lines


def test_the_look_at_views_fails_where_it_has_lost_its_way(monkeypatch, tmp_path):
    monkeypatch.setattr(style, "ROOT", tmp_path)
    with pytest.raises(AssertionError, match="0 modules of views were found"):
        list(style._in_refusals())


LOCKED = "    rows = Goal.objects.select_for_update(no_key=True)"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        (f"def on(pk):\n{LOCKED}\n    return rows.with_people().get(pk=pk)", [3]),
        (f"def on(pk):\n{LOCKED}\n    return rows.select_related('proposed_by').get(pk=pk)", [3]),
        (f"def on(pk):\n{LOCKED}\n    return rows.select_related('pairing__paused_for').get(pk=pk)", [3]),
        (f"def on(pk):\n{LOCKED}\n    return rows.select_related(*people).get(pk=pk)", [3]),
        ("def on(pk):\n    return Goal.objects.with_people().select_for_update().get(pk=pk)", [2]),
        (f"def on(pk):\n{LOCKED}\n    return Text.objects.select_related('changed_by').get(goal=pk)", []),
        (f"def on(pk):\n{LOCKED}\n    return rows.select_related('pairing__program').get(pk=pk)", []),
        (f"def on(pk):\n{LOCKED}\n    return rows.get(pk=pk)", []),
        ("def claim():\n    return Mail.objects.select_for_update(skip_locked=True).select_related('recipient')", []),
        ("def show(pk):\n    return Goal.objects.with_people().get(pk=pk)", []),
    ],
)
def test_a_lock_that_joins_what_can_change_is_found(source, lines):
    assert list(style.joined_locks(source)) == lines


def test_the_look_at_locks_fails_where_it_has_lost_its_way(monkeypatch, tmp_path):
    monkeypatch.setattr(style, "ROOT", tmp_path)
    with pytest.raises(AssertionError, match="0 locks were found"):
        list(style._in_locks())


def layer(room, name, modules):
    for module, lines in modules.items():
        file = room / name / module if len(modules) > 1 else room / module
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("pass\n" * lines)


@pytest.mark.parametrize(
    ("name", "modules", "found"),
    [
        *[(name, {"__init__.py": 0, "a.py": 20, "b.py": 30}, True) for name in style.LAYERS],
        ("views", {"__init__.py": 0, "a.py": 150, "b.py": 150}, True),
        ("views", {"__init__.py": 0, "a.py": 150, "b.py": 151}, False),
        ("views", {"views.py": 20}, False),
        ("views", {"__pycache__/a.pyc": 20, "__pycache__/b.pyc": 30}, False),  # left over after a move
        ("guides", {"__init__.py": 0, "a.py": 20, "b.py": 30}, False),
    ],
)
def test_a_layer_in_pieces_that_fit_into_one_module_is_found(monkeypatch, tmp_path, name, modules, found):
    monkeypatch.setattr(style, "ROOT", tmp_path)
    monkeypatch.setattr(style, "ROOMS", 1)
    room = tmp_path / "pairings" / "pauses"
    layer(room, name, modules)
    (room / "__init__.py").touch()
    where = f"pairings/pauses/{name}/"
    assert [breach.partition(":")[0] for breach in style._in_rooms()] == [where] * found


def test_the_look_at_rooms_fails_where_it_has_lost_its_way(monkeypatch, tmp_path):
    monkeypatch.setattr(style, "ROOT", tmp_path)
    with pytest.raises(AssertionError, match="0 rooms were found"):
        list(style._in_rooms())


def test_each_pattern_of_what_is_covered_whole_still_finds_a_module():
    """After a move, one that finds nothing would ask for nothing."""
    line = next(line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith("WHOLE := "))
    modules = [
        path.relative_to(ROOT).as_posix()
        for app in ("mentoring", "programs", "pairings", "goals")
        for path in (ROOT / app).rglob("*.py")
    ]
    patterns = line.removeprefix("WHOLE := ").split(",")
    assert [one for one in patterns if not fnmatch.filter(modules, one)] == []
    assert len({module for one in patterns for module in fnmatch.filter(modules, one)}) > 180
