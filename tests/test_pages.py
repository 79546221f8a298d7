"""What `shows` and `hides` say when a page isn't as it should be."""

import pytest
from django.http import HttpResponse

from tests.pages import hides, shows

PAGE = """<html><head><title>Mentoring</title></head><body><nav>Home</nav>
<main><h1>Your goal</h1><script>let hidden</script><p>Read this text today.</p><p>It doesn&#x27;t end.</p></main>"""


def report(check, *args, **kwargs) -> list[str]:
    with pytest.raises(AssertionError) as failed:
        check(*args, **kwargs)
    return str(failed.value).splitlines()


def test_a_page_that_is_as_it_should_be_passes():
    shows(PAGE, "Your goal", "<title>Mentoring</title>", hides=["SECRET"])
    shows(HttpResponse(PAGE), "Read this text")
    hides(PAGE, "SECRET", "PRIVATE")


def test_each_word_that_is_missing_and_each_that_is_too_much_is_named():
    assert report(shows, PAGE, "Your goal", "Agreed", "Seen by Sam", hides=["Private", "<nav>"]) == [
        "Missing on the page: “Agreed”",
        "Missing on the page: “Seen by Sam”",
        "Too much on the page: “<nav>”, here: …<html><head><title>Mentoring</title></head><body><nav>Home</nav> <main>"
        "<h1>Your goal</h1><script>let hidden</script><p>Read this text…",
        "The page reads: Your goal Read this text today. It doesn't end.",
    ]


def test_of_a_response_the_words_to_hide_are_named_alike():
    found, reads = report(hides, HttpResponse("<p>All of it is SECRET</p>"), "SECRET", "PRIVATE")
    assert found == "Too much on the page: “SECRET”, here: …<p>All of it is SECRET</p>…"
    assert reads == "The page reads: All of it is SECRET"


@pytest.mark.parametrize(
    ("words", "near"),
    [
        ("Read this version", ", but there is: …Your goal Read this text today. It doesn't end.…"),
        (
            "It doesn't end.",
            ", but there is: …Your goal Read this text today. It doesn't end.…",
        ),  # escaped in the source
        ("Read it", ""),  # “Read” alone could be anywhere
    ],
)
def test_where_the_page_begins_to_say_it_is_quoted(words, near):
    assert report(shows, PAGE, words)[0] == f"Missing on the page: “{words}”{near}"


def test_a_report_stays_short():
    assert max(map(len, report(shows, "y" * 100_000, "x " * 50_000))) < 1000
    assert max(map(len, report(hides, "x" * 100_000, "x" * 90_000))) < 1000


@pytest.mark.parametrize(
    ("wanted", "unwanted"), [([], []), ([""], []), (["Goal"], [""]), (["Goal"], "Private"), ([], iter([]))]
)
def test_a_look_that_could_not_fail_is_refused(wanted, unwanted):
    with pytest.raises(ValueError, match="whole words"):
        shows("Your Goal", *wanted, hides=unwanted)


def test_what_is_to_hide_may_come_one_by_one():
    assert report(shows, "Your goal", hides=iter(["SECRET", "goal"]))[0].startswith("Too much on the page: “goal”")
