"""Rules that every template and style sheet keeps; a reviewer need not look for them."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

from tests.pages import hides

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if "email" not in path.relative_to(settings.BASE_DIR / "templates").parts]
STYLES = sorted((settings.BASE_DIR / "static/css").rglob("*.css"))

FORBIDDEN = {
    "htmx that needs eval": r"hx-on|hx-vals=['\"]js:|js:\{|hx-trigger=['\"][^'\"]*\[",
    "htmx we don't use": r"hx-boost|hx-disable\b|hx-confirm|hx-ext\b",
    "an inline style": r"\sstyle=",
    "an inline script": r"<script(?![^>]*(?:\ssrc=|type=\"application/json\"))[^>]*>",
    "an inline handler": r"\son[a-z]+=['\"]|href=['\"]javascript:",
    "a style element": r"<style",
    "markup that is trusted": r"\|safe\b|autoescape off",
}
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|oklab|lab|lch|color)\(", re.IGNORECASE)


def name(path):
    return str(path.relative_to(settings.BASE_DIR))


def found(pattern, paths):
    return [f"{name(path)}: {hit.group()}" for path in paths for hit in re.finditer(pattern, path.read_text())]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_page_has(what):
    assert found(FORBIDDEN[what], PAGES) == []


def test_forms_that_post_carry_the_token():
    forms = [
        (path, form)
        for path in PAGES
        for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", path.read_text(), re.DOTALL | re.IGNORECASE)
    ]
    assert forms  # the components have some
    assert [name(path) for path, form in forms if "{% csrf_token %}" not in form] == []


def test_elements_that_call_are_ones_that_work_without_htmx():
    calls = r"<(?!form\b|button\b|a\b|input\b|select\b|textarea\b|c-|div\b)[a-z-]+\b[^>]*\shx-(?:get|post)="
    assert found(calls, PAGES) == []


def test_posts_by_htmx_come_from_forms():
    assert (
        found(r"<(?!form\b|c-form\b)[a-z-]+\b(?![^>]*\sformaction=)[^>]*\shx-(?:post|put|patch|delete)=", PAGES) == []
    )


def test_colours_are_in_the_tokens_alone():
    others = [path for path in STYLES if path.name != "tokens.css"]
    assert [f"{name(path)}: {line.strip()}" for path in others for line in path.read_text().splitlines()
            if COLOUR.search(line)] == []  # fmt: skip


def test_tokens_that_are_used_are_defined():
    defined = {word for path in STYLES for word in re.findall(r"(--[a-z0-9-]+)\s*:", path.read_text())}
    used = {word for path in STYLES for word in re.findall(r"var\((--[a-z0-9-]+)\)", path.read_text())}
    assert used - defined == set()


def test_styles_use_directions_of_the_text_not_of_the_screen():
    physical = r"(?:margin|padding|border)-(?:left|right)\b|[\s{;](?:left|right)\s*:|text-align:\s*(?:left|right)"
    assert found(physical, STYLES) == []


def test_all_styles_together_stay_small():
    import gzip

    ours = ["tokens", "base", "layout", "frame", "controls", "components", "print"]
    together = b"".join((settings.BASE_DIR / f"static/css/{part}.css").read_bytes() for part in ours)
    assert len(gzip.compress(together)) < 16_000


def test_script_stays_small():
    assert len((settings.BASE_DIR / "static/js/app.js").read_text().splitlines()) <= 150


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_can_be_read(path):
    engines["django"].get_template(str(path.relative_to(settings.BASE_DIR / "templates")))


@pytest.mark.parametrize("path", sorted(Path(settings.BASE_DIR / "static").glob("js/*.js")), ids=name)
def test_script_leaves_style_attributes_alone(path):
    hides(path.read_text(), 'setAttribute("style"', "eval(")
