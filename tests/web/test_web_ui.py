"""The small words of the templates, and the components' arguments."""

import uuid
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import TemplateDoesNotExist, TemplateSyntaxError, engines
from django.utils import timezone

from mentoring.web import dates, markdown
from mentoring.web.templatetags import ui

MOMENT = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)


@pytest.fixture
def render(settings, tmp_path):
    """Renders a template from a file, as a page would be: only files know the components."""

    def rendered(source, **context):
        engine = engines["django"].engine
        name = f"{uuid.uuid4().hex}.html"
        (tmp_path / name).write_text(source)
        dirs, engine.dirs = engine.dirs, [*engine.dirs, tmp_path]
        for loader in _loaders(engine.template_loaders):
            if hasattr(loader.get_dirs, "cache_clear"):
                loader.get_dirs.cache_clear()
        try:
            return engines["django"].get_template(name).render(context)
        finally:
            engine.dirs = dirs

    return rendered


def _loaders(loaders):
    for loader in loaders:
        yield loader
        yield from _loaders(getattr(loader, "loaders", []))


def test_day_is_short_and_whole():
    assert ui.day(date(2026, 12, 1)) == dates.day(date(2026, 12, 1))


def test_day_of_a_moment_is_the_day_where_the_person_is():
    with timezone.override(ZoneInfo("Europe/Berlin")):
        assert ui.day(MOMENT) == dates.day(date(2026, 12, 2))
        assert ui.clock(MOMENT) == "12:30 AM"


def test_moment_is_a_time_element_in_the_persons_zone():
    with timezone.override(ZoneInfo("America/New_York")):
        words = f"{dates.day(date(2026, 12, 1))}, 6:30 PM"
        assert ui.moment(MOMENT) == f'<time datetime="2026-12-01T23:30:00+00:00">{words}</time>'


@pytest.mark.parametrize("word", [ui.day, ui.short_day, ui.clock, ui.moment, ui.from_today])
def test_nothing_reads_as_nothing(word):
    assert word(None) == ""


@pytest.mark.parametrize(
    ("days", "words"), [(0, "today"), (1, "tomorrow"), (-1, "yesterday"), (12, "in 12 days"), (-12, "12 days ago")]
)
def test_a_day_is_told_from_today(days, words):
    assert ui.from_today(timezone.localtime().date() + timedelta(days=days)) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "0 sessions"), (1, "1 session"), (3, "3 sessions"), (5000, "5,000 sessions"), (None, "0 sessions")],
)
def test_counted_chooses_the_word(number, words):
    assert ui.counted(number, "session,sessions") == words


@pytest.mark.parametrize(
    ("names", "words"), [([], ""), (["Ana"], "Ana"), (["Ana", "Ben"], "Ana and Ben"), ("ABC", "A, B and C")]
)
def test_names_are_listed_as_one_says_them(names, words):
    assert ui.listed(names) == words


@pytest.mark.parametrize(
    ("name", "letters"), [("Sam Lee", "SL"), ("Sam", "S"), ("Anna Maria de Souza", "AS"), ("", ""), ("(Kim) Ito", "I")]
)
def test_initials(name, letters):
    assert ui.initials(name) == letters


def test_city_of_a_zone():
    assert (ui.city("Europe/Berlin"), ui.city("America/Argentina/Buenos_Aires")) == ("Berlin", "Buenos Aires")


def test_prose_keeps_what_people_mean():
    assert markdown.clean("**Yes**\n\n- one\n- [two](https://example.org)") == (
        "<p><strong>Yes</strong></p>\n<ul>\n<li>one</li>\n"
        '<li><a href="https://example.org" rel="noopener nofollow">two</a></li>\n</ul>\n'
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](data:text/html,hi)", "<p>[x](data:text/html,hi)</p>\n"),
        (
            "![x](https://example.org/spy.png)",
            '<p>!<a href="https://example.org/spy.png" rel="noopener nofollow">x</a></p>\n',
        ),
        ("## Loud", "<p><strong>Loud</strong></p>\n"),
        ('<b hx-get="/x">b</b>', '<p>&lt;b hx-get="/x"&gt;b&lt;/b&gt;</p>\n'),
    ],
)
def test_prose_lets_nothing_harmful_through(text, html):
    assert markdown.clean(text) == html


def test_prose_is_nothing_htmx_looks_into(render):
    assert render("{{ text|prose }}", text="Hi") == '<div class="prose" hx-ignore><p>Hi</p>\n</div>'
    assert render("{{ text|prose }}", text="") == ""


def test_unknown_component_fails(render):
    with pytest.raises(TemplateDoesNotExist):
        render("<c-buton>Save</c-buton>")


def test_component_without_what_it_needs_fails(render):
    with pytest.raises(TemplateSyntaxError, match="This component needs title"):
        render("<c-page-header />")


def test_form_that_was_never_given_fails(render):
    with pytest.raises(TemplateSyntaxError, match="This component needs form"):
        render('<c-form :form="formm" />')


@pytest.mark.parametrize("source", ['<c-button variant="big">x</c-button>', '<c-badge tone="pink">x</c-badge>'])
def test_unknown_word_for_an_argument_fails(render, source):
    with pytest.raises(TemplateSyntaxError, match="is none of"):
        render(source)


def test_component_sees_its_arguments_and_not_the_page(render):
    assert "Leaked" not in render("<c-card>x</c-card>", title="Leaked", id="leaked")


def test_undeclared_arguments_become_attributes_and_classes_are_joined(render):
    html = render('<c-button data-copy="#x" class="wide">Copy</c-button>').strip()
    assert html == '<button type="submit" class="btn btn-primary wide" data-copy="#x"><span>Copy</span></button>'


def test_arguments_are_escaped_once(render):
    html = render('<c-page-header title="{{ name }}" />', name="<A & B>")
    assert "<h1>&lt;A &amp; B&gt;</h1>" in html


def test_next_step_shows_nothing_where_there_is_none(render):
    assert render('<c-next-step :step="step" />', step=None).strip() == ""


def test_paging_keeps_the_search(rf):
    request = rf.get("/people/?search=Ana+B&page=1")
    assert ui.page_address({"request": request}, 2) == "?search=Ana+B&page=2"
