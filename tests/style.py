"""What no linter knows: `python -m tests.style` prints each breach of the house's rules and fails where there is one.

No script or style in a template (the policy headers forbid it), no colour outside the tokens, no look-up in a view, and
no refusal that a view takes by itself; no pattern that some text makes slow; no layer of a room in pieces that fit into
one module; no day or clock but the program's, the person's and the `now` that is handed down; no lock on a row joins
what can change; days in words and numbers of an address in one place each; no browser journey goes on before it has
seen what a press brought; no assertion compares rows of true and false.
"""

import ast
import os
import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import django

from tests import patterns

ROOT = Path(__file__).resolve().parent.parent
IN_TEMPLATES_AND_EMAILS = {
    r"\|(?:date|time):(?!['\"](?:Y-m-d|c|D j)['\"])": "days and clocks follow the language; take day, long_day, clock",
}
IN_TEMPLATES = {
    r"\bhx-on\b": "a script in an attribute; put it into static/js/",
    r"[\"'\s]js:": "a script in an attribute; put it into static/js/",
    r"hx-trigger=\"[^\"]*\[": "a filter is a script; listen to an event of your own instead",
    r"\sstyle=": "a style in an attribute; use a class",
    r"<script(?![^>]*(?:\bsrc=|application/json))": "a script in the page; put it into static/js/",
}
IN_STYLES = {
    r"#[0-9a-fA-F]{3,8}\b(?![^{}]*\{)": "a colour; take one from static/css/tokens.css",
    r"\b(?:rgba?|hsla?|oklch|oklab|lab|lch|hwb|color)\(": "a colour; take one from static/css/tokens.css",
}
IN_VIEWS = {
    r"\.objects\b|\bget_(?:object|list)_or_404\b|\.(?:all|count|exists|first|last)\(\)"
    r"|\.(?:filter|exclude|annotate|aggregate|order_by|values_list|(?:select|prefetch)_related)\(": (
        "a look-up in a view; get the object from access.py, read what else the page shows in queries"
    ),
}
APPS = ("mentoring", "programs", "pairings", "goals")
WITH_ROOMS = ("mentoring/notifications", "programs", "pairings", "goals")
IN_CODE = {
    r"(?<!db_default=)(?<!functions\.)\bNow\(\)|(?<![.\w])(?:now|statement_timestamp|clock_timestamp)\(\)"
    r"|\b(?:CURRENT_(?:DATE|TIME|TIMESTAMP)|LOCALTIME(?:STAMP)?)\b": (
        "the database's clock, which no test can move; hand `now` down"
    ),
    r"(?:\bnow|_at|now\(\))\.date\(\)": "a day of UTC; take the program's, or the person's",
    r"%-?[aAbB]": "a day in words; mentoring/web/dates.py has them",
    r"^\s*(?:from|import) .*\btemplatetags\b": "words from a template's tags; mentoring/web/dates.py has days",
    r"\.is(?:decimal|digit)\(\)": "a whole number by hand; mentoring/web/numbers.py reads it",
}
KNOWN = (  # the demo lives by UTC; settings and ports come from the environment
    "mentoring/demo/simulation.py",
    "mentoring/demo/days.py",
    "mentoring/embedded/checks.py",
    "mentoring/settings.py",
    "mentoring/web/numbers.py",
    "mentoring/web/templatetags/ui.py",
)
IN_TESTS = {
    r"\b(?:date|datetime)\.today\(\)|\blocaldate\(\)|\bnow\((?:UTC)?\)\.date\(\)": (
        "the machine's day; take factories.today(), or the program's"
    ),
}
# A press returns before the answer is there: who leaves the page takes the request with them.
PRESSES = r"(?:\.click\(\)|\.press\(\"Enter\"\)|^\s*submit\(.*\))$"
LEAVES = r"\.(?:goto|reload|go_back)\(|\.objects\.|\.refresh_from_db\("
# About as many as there are: a look that finds far fewer has lost its way.
TESTS = 1900
VIEWS = 55  # modules
ROOMS = 60
LOCKS = 30
# Whose a row is, from the day it is written.
NEVER_CHANGE = {"program", "pairing", "mentor", "mentee", "user", "step"}
PATTERNS = 25
# A layer of a room becomes a package only where it would pass so many lines (docs/architecture.md).
MOST_LINES = 300
LAYERS = ("views", "forms", "mails", "actions", "queries", "models")
# Mail programs know no style sheets of ours; a theme's hue is set where the tokens can't be.
MAILS = ROOT / "templates" / "email"
TOKENS = ROOT / "static" / "css" / "tokens.css"


def main() -> int:
    breaches = [
        *_in_templates(),
        *_in_styles(),
        *_in_views(),
        *_in_refusals(),
        *_in_rooms(),
        *_in_code(),
        *_in_locks(),
        *_in_patterns(),
        *_in_tests(),
        *_in_assertions(),
        *_in_journeys(),
    ]
    for breach in breaches:
        print(breach)  # noqa: T201
    return 1 if breaches else 0


def _in_templates() -> Iterator[str]:
    for file in sorted(file for kind in ("*.html", "*.txt") for file in (ROOT / "templates").rglob(kind)):
        yield from _breaches(file, IN_TEMPLATES_AND_EMAILS)
    for file in sorted((ROOT / "templates").rglob("*.html")):
        if MAILS not in file.parents:
            yield from _breaches(file, IN_TEMPLATES)


def _in_styles() -> Iterator[str]:
    for file in sorted((ROOT / "static" / "css").rglob("*.css")):
        if file != TOKENS:
            yield from _breaches(file, IN_STYLES)


def _in_views() -> Iterator[str]:
    for file in _views():
        yield from _breaches(file, IN_VIEWS)


def _in_refusals() -> Iterator[str]:
    for file in _views():
        for number in taken(file.read_text()):
            yield f"{file.relative_to(ROOT)}:{number}: a refusal taken by hand; mentoring/web/refusals.py says it"


def _views() -> list[Path]:
    files = sorted(
        file for app in APPS for file in (ROOT / app).rglob("*.py") if "views" in {file.stem, file.parent.name}
    )
    assert len(files) >= VIEWS, f"{len(files)} modules of views were found, about {VIEWS} are expected"
    return files


def taken(source: str) -> Iterator[int]:
    """The lines where a view catches `Refused`, or asks for a constraint's sentence, itself."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ExceptHandler(type=ast.expr() as caught) if "Refused" in map(_last_name, ast.walk(caught)):
                yield node.lineno
            case ast.Call(func=called) if _last_name(called) == "sentences":
                yield node.lineno


def _last_name(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _in_rooms() -> Iterator[str]:
    rooms = sorted(file.parent for app in WITH_ROOMS for file in (ROOT / app).glob("*/__init__.py"))
    assert len(rooms) >= ROOMS, f"{len(rooms)} rooms were found, about {ROOMS} are expected"
    for layer in (room / name for room in rooms for name in LAYERS):
        if scattered(layer):
            yield f"{layer.relative_to(ROOT)}/: a package of at most {MOST_LINES} lines; put them into {layer.name}.py"


def scattered(layer: Path) -> bool:
    """Whether this layer is a package, although all its modules together would fit into one."""
    sources = [file.read_text() for file in layer.rglob("*.py")]
    return bool(sources) and sum(len(source.splitlines()) for source in sources) <= MOST_LINES


def _in_code() -> Iterator[str]:
    files = [file for app in APPS for file in sorted((ROOT / app).rglob("*.py")) if file.parent.name != "migrations"]
    assert len(files) > 300, "most of the code is somewhere else now"
    for file in files:
        if str(file.relative_to(ROOT)) not in KNOWN:
            yield from _breaches(file, IN_CODE)


def _in_locks() -> Iterator[str]:
    looked_at = 0
    for file in (file for app in APPS for file in sorted((ROOT / app).rglob("*.py"))):
        source = file.read_text()
        looked_at += source.count(".select_for_update(")
        for number in joined_locks(source):
            yield f"{file.relative_to(ROOT)}:{number}: a lock joins what can change; lock the row alone, then load"
    assert looked_at >= LOCKS, f"{looked_at} locks were found, about {LOCKS} are expected"


def joined_locks(source: str) -> Iterator[int]:
    """The lines that join something to a row which the same function locks, and waits for.

    Who waited gets the row's newest words beside what was joined to its old ones, or no row at all where they no longer
    match. A lock that skips what others hold doesn't wait.
    """
    tree = ast.parse(source)
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        nodes = list(ast.walk(function))
        values = {_last_name(node.targets[0]): node.value for node in nodes if isinstance(node, ast.Assign)}
        locked = {name for name, value in values.items() if any(map(_waits, _chain(value)))}
        chains = [list(_chain(node)) for node in nodes if isinstance(node, ast.Call)]
        found = [chain for chain in chains if any(_waits(part) or _last_name(part) in locked for part in chain)]
        yield from sorted({part.end_lineno or 0 for chain in found for part in chain if _joins(part)})


def _chain(node: ast.AST) -> Iterator[ast.expr]:
    """`Goal.objects.filter(…).first()` from its end: the calls, and what they are called on."""
    while isinstance(node, ast.Call | ast.Attribute):
        yield node
        node = node.func if isinstance(node, ast.Call) else node.value
    if isinstance(node, ast.Name):
        yield node


def _waits(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr="select_for_update"), keywords=keywords):
            return "skip_locked" not in [keyword.arg for keyword in keywords]
    return False


def _joins(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr="with_people")):
            return True
        case ast.Call(func=ast.Attribute(attr="select_related"), args=arguments):
            paths = [str(one.value) if isinstance(one, ast.Constant) else "?" for one in arguments]
            return not paths or any(set(path.split("__")) - NEVER_CHANGE for path in paths)
    return False


def _in_patterns() -> Iterator[str]:
    for app in APPS:
        for file in sorted((ROOT / app).rglob("*.py")):
            for number in patterns.used_elsewhere(file.read_text()):
                yield f"{file.relative_to(ROOT)}:{number}: {patterns.AT_TOP}"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring.settings")
    django.setup()
    found = list(patterns.of_modules(APPS))
    assert len(found) >= PATTERNS, f"{len(found)} patterns were found, about {PATTERNS} are expected"
    for where, pattern in found:
        for overlap in patterns.overlapping(pattern):
            yield f"{where}: {overlap}; tests/patterns.py says how to keep them apart"


def _in_tests() -> Iterator[str]:
    for file in sorted((ROOT / "tests").rglob("*.py")):
        yield from _breaches(file, IN_TESTS)


def _in_journeys() -> Iterator[str]:
    for file in sorted((ROOT / "tests" / "browser").glob("*.py")):
        lines = [line for line in enumerate(file.read_text().splitlines(), 1) if line[1].strip()]
        for (_, before), (number, line) in pairwise(lines):
            if re.search(PRESSES, before) and re.search(LEAVES, line):
                yield f"{file.relative_to(ROOT)}:{number}: expect what the press brings before you go on"


def _in_assertions() -> Iterator[str]:
    looked_at = 0
    for file in sorted((ROOT / "tests").rglob("*.py")):
        source = file.read_text()
        looked_at += len(re.findall(r"^ *def test_", source, re.MULTILINE))
        for number in unsaid(source):
            yield f"{file.relative_to(ROOT)}:{number}: true of what? Use tests/pages.py, or compare values"
    assert looked_at >= TESTS, f"{looked_at} tests were found, about {TESTS} are expected"


def unsaid(source: str) -> Iterator[int]:
    """The lines of the assertions that fail with “True is not False” and don't say of what."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assert):
            sides = [node.test.left, *node.test.comparators] if isinstance(node.test, ast.Compare) else []
            if any(map(_is_row_of_literals, sides)) or any(map(_is_row_of_tests, ast.walk(node.test))):
                yield node.lineno


def _is_row_of_literals(node: ast.AST) -> bool:
    """(True, False), [False] * 3; one alone says what it is of."""
    match node:
        case ast.Tuple(elts=several) | ast.List(elts=several):
            return len(several) > 1 and all(
                isinstance(one, ast.Constant) and isinstance(one.value, bool) for one in several
            )
        case ast.BinOp(left=ast.Tuple(elts=[ast.Constant(value=bool())]) | ast.List(elts=[ast.Constant(value=bool())])):
            return True
    return False


def _is_row_of_tests(node: ast.AST) -> bool:
    """("a" in page, "b" in page), [one in page for one in …], all(one in page for one in …)."""
    match node:
        case ast.Tuple(elts=several) | ast.List(elts=several):
            return any(map(_is_test, several))
        case ast.ListComp(elt=one):
            return _is_test(one)
        case ast.GeneratorExp(elt=one):
            return any(isinstance(part, ast.In | ast.NotIn) for part in ast.walk(one))
    return False


def _is_test(node: ast.AST) -> bool:
    match node:
        case ast.Compare() | ast.UnaryOp(op=ast.Not()) | ast.Call(func=ast.Attribute(attr="startswith" | "endswith")):
            return True
    return False


def _breaches(file: Path, rules: dict[str, str]) -> Iterator[str]:
    for number, line in enumerate(file.read_text().splitlines(), 1):
        for pattern, sentence in rules.items():
            if re.search(pattern, line):
                yield f"{file.relative_to(ROOT)}:{number}: {sentence}"


if __name__ == "__main__":
    sys.exit(main())
