"""docs/operating.md lists exactly the variables that are read."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READERS = {"text", "flag", "number"}
# Set by others for their own reasons: by make for its recipes, by every Django command.
NOT_OURS = {"MAKELEVEL", "DJANGO_SETTINGS_MODULE"}


def read_by(file: Path) -> set[str]:
    """Names given to settings.text/flag/number, and keys of os.environ."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call) and node.args:
            called = ast.unparse(node.func)
            if called in READERS or called.startswith("os.environ."):
                names |= constants(node.args[0])
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            names |= constants(node.slice)
    return names - NOT_OURS


def constants(node: ast.expr) -> set[str]:
    return {
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value.isupper()
    }


def test_every_variable_that_is_read_is_in_the_table_and_no_other():
    folders = [ROOT / "mentoring" / name for name in ("embedded", "serving")]
    files = [
        ROOT / "mentoring" / "settings.py",
        ROOT / "manage.py",
        ROOT / "mentoring" / "home" / "backing_up.py",
        *(f for folder in folders for f in folder.glob("*.py")),
    ]
    read = set().union(*(read_by(file) for file in files))
    text = (ROOT / "docs" / "operating.md").read_text()
    section = text.partition("## Environment variables")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `([A-Z_0-9]+)` \|", section, re.MULTILINE)) == read


def test_compose_passes_only_variables_that_are_read():
    compose = (ROOT / "docker-compose.yml").read_text()
    environment = (
        compose.partition("\nx-application:")[2].partition("\nservices:")[0].partition("\n  environment:\n")[2]
    )
    passed = set(re.findall(r"^    ([A-Z_]+):", environment, re.MULTILINE))
    assert {"SECRET_KEY", "DATABASE_URL"} <= passed
    assert passed - read_by(ROOT / "mentoring" / "settings.py") == set()
