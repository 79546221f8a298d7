"""Reading what people paste and upload."""

import csv
import io
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mentoring.web import cleaning
from programs.invitations import csv_file, roster, typed
from programs.invitations.roster import Person

COLUMNS = ["email", "name", "role"]


def read_typed(text):
    return [(person.email, person.name) for person in typed.read(text).people]


def uploaded(text, encoding="utf-8", **options):
    sheet = csv_file.read(text.encode(encoding), **{"role": "mentee", **options})
    assert sheet.problems == []
    return [(person.email, person.name, person.role) for person in sheet.people]


def problems(text, **options):
    sheet = csv_file.read(text.encode(), **{"role": "mentee", **options})
    return [(problem.line, problem.what) for problem in sheet.problems]


def refusal(data, **options):
    with pytest.raises(roster.Unreadable) as raised:
        csv_file.read(data, **{"role": "mentee", **options})
    return str(raised.value)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("sam@example.org", [("sam@example.org", "")]),
        ("Sam@Example.ORG\n\n noor@example.org ", [("sam@example.org", ""), ("noor@example.org", "")]),
        ("a@example.org, b@example.org; c@example.org", [(f"{letter}@example.org", "") for letter in "abc"]),
        ("a@example.org b@example.org", [("a@example.org", ""), ("b@example.org", "")]),
        ("Sam Lee <sam@example.org>", [("sam@example.org", "Sam Lee")]),
        (
            '"Lind, Cora" <cora@example.org>; Sam <sam@example.org>',
            [("cora@example.org", "Cora Lind"), ("sam@example.org", "Sam")],
        ),
        ("Lind, Cora <cora@example.org>", [("cora@example.org", "Cora Lind")]),
        ("Sam Lee sam@example.org", [("sam@example.org", "Sam Lee")]),
        ("Sam Lee\tsam@example.org", [("sam@example.org", "Sam Lee")]),
        ("mailto:sam@example.org", [("sam@example.org", "")]),
        ("Siobhán O'Neill <o'neill@example.org>", [("o'neill@example.org", "Siobhán O'Neill")]),
        ("a@example.org,,;b@example.org;", [("a@example.org", ""), ("b@example.org", "")]),
    ],
)
def test_typed_addresses_are_understood_as_people_paste_them(text, people):
    assert typed.read(text).problems == []
    assert read_typed(text) == people


def test_typed_errors_name_their_line():
    sheet = typed.read("sam@example.org\nnonsense\nnoor@\nSAM@example.org")
    assert [person.email for person in sheet.people] == ["sam@example.org"]
    assert [str(problem) for problem in sheet.problems] == [
        "Line 2: “nonsense” is not an e-mail address. Write it like name@example.org.",
        "Line 3: “noor@” is not an e-mail address. Write it like name@example.org.",
        "Line 4: sam@example.org is already on line 1. One line is enough.",
    ]


def test_typed_more_than_five_thousand_is_refused():
    lines = [f"p{n}@example.org" for n in range(roster.MOST_PEOPLE)]
    assert len(typed.read("\n".join(lines)).people) == 5000
    with pytest.raises(roster.Unreadable, match="more than 5,000 people"):
        typed.read("\n".join([*lines, "one-more@example.org"]))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_in_every_usual_encoding_and_delimiter(encoding, delimiter):
    rows = [["E-Mail", "Name", "Role"], ["zoe@example.org", "Zoë Müller", "Mentor"]]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    assert uploaded(text, encoding) == [("zoe@example.org", "Zoë Müller", "mentor")]


def test_csv_in_a_cyrillic_code_page_is_detected():
    rows = ["email;name"] + [
        f"person{n}@example.org;{name}"
        for n, name in enumerate(
            ["Иван Петров", "Мария Кузнецова", "Дмитрий Соколов", "Екатерина Морозова", "Сергей Лебедев"]
        )
    ]
    assert uploaded("\n".join(rows), "cp1251")[1] == ("person1@example.org", "Мария Кузнецова", "mentee")


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("name,email", "Sam Lee,sam@example.org"),
        ("ROLE,Mail,First Name,Last name", "mentee,sam@example.org,Sam,Lee"),
        ("Surname,Forename,E-mail address", "Lee,Sam,sam@example.org"),
        ("Company,E-MAIL,Full name", "Acme,sam@example.org,Sam Lee"),
    ],
)
def test_csv_columns_may_have_any_order_and_case(header, row):
    assert uploaded(f"{header}\n{row}\n") == [("sam@example.org", "Sam Lee", "mentee")]


def test_csv_without_names_of_columns_is_guessed():
    assert uploaded("Sam Lee,sam@example.org,mentor\nNoor Haddad,noor@example.org,mentee") == [
        ("sam@example.org", "Sam Lee", "mentor"),
        ("noor@example.org", "Noor Haddad", "mentee"),
    ]


def test_csv_with_excels_note_of_the_delimiter_counts_lines_right():
    sheet = csv_file.read(b"sep=;\r\nemail;name\r\nsam@example.org;Sam\r\nbroken;X", role="mentee")
    assert [person.email for person in sheet.people] == ["sam@example.org"]
    assert [problem.line for problem in sheet.problems] == [4]


@pytest.mark.parametrize(
    "name",
    [
        "Siobhán O'Neill",
        "山田 太郎",
        "محمد علي",
        "מרים",
        "Zoë 🚀 Star",
        "=cmd|' /C calc'!A0",
        "<script>alert(1)</script>",
        "x" * 150,
    ],
)
def test_odd_names_stay_as_they_are(name):
    file = io.StringIO()
    csv.writer(file).writerows([["email", "name"], ["sam@example.org", name]])
    assert uploaded(file.getvalue()) == [("sam@example.org", name, "mentee")]


def test_names_lose_line_breaks_and_letters_that_turn_text_around():
    text = 'email,name\nsam@example.org,"Sam\n  Lee"\nnoor@example.org,\u202eNoor\u2066 Haddad'
    assert uploaded(text) == [
        ("sam@example.org", "Sam Lee", "mentee"),
        ("noor@example.org", "Noor Haddad", "mentee"),
    ]


def test_csv_problems_name_line_and_remedy():
    long = "x" * 300
    text = (
        "email,name,role\n"
        "sam@example.org,Sam,mentee\n"
        'noor@example.org,"Noor\nHaddad",mentee\n'
        "SAM@example.org,Sam again,mentee\n"
        "sam@example.org,Sam,mentor\n"
        "not an address,X,mentee\n"
        ",Nobody,mentee\n"
        f"long@example.org,{long},mentee\n"
        "coach@example.org,Coach,coach\n"
        "short@example.org\n"
        "\n"
    )
    assert problems(text, role="") == [
        (5, "sam@example.org is already on line 2."),
        (7, "“not an address” is not an e-mail address."),
        (8, "There is no e-mail address."),
        (9, "The name of long@example.org is too long."),
        (10, "“coach” is no role."),
        (11, "The role is missing."),
    ]


def test_csv_with_an_open_quotation_mark_keeps_what_came_before():
    sheet = csv_file.read(b'email,name\nsam@example.org,Sam\nnoor@example.org,"Noor\nmore,lines\n', role="mentee")
    assert [person.email for person in sheet.people] == ["sam@example.org"]
    assert [(problem.line, problem.what) for problem in sheet.problems] == [
        (3, "A quotation mark is not closed here; nothing from this line on was read.")
    ]


def test_files_that_cannot_be_used_are_refused_with_a_sentence():
    assert refusal(b"") == "The file is empty. Save it again with at least one address in it."
    assert refusal(b"\xef\xbb\xbf \r\n") == "The file is empty. Save it again with at least one address in it."
    assert refusal(b"PK\x03\x04rest") == refusal(b"\xd0\xcf\x11\xe0rest")
    assert refusal(b"PK\x03\x04rest").startswith("This is an Excel workbook.")
    assert refusal(b"%PDF-1.7 something").startswith("This is not a text file.")
    assert refusal(b"GIF89a\x01\x00\x00\x01\x00").startswith("This is not a text file.")
    assert refusal(b"Name,Town\nSam,Berlin").startswith("The first line names no column for addresses.")
    assert refusal(b"email,name\n").startswith("There is nobody in this file")
    assert refusal(b"x" * (csv_file.MOST_BYTES + 1)).startswith("The file is larger than 3 MB.")
    many = "email\n" + "\n".join(f"p{n}@example.org" for n in range(5001))
    assert refusal(many.encode()).startswith("The file holds more than 5,000 people.")


def test_a_list_of_nothing_but_problems_is_refused_with_the_first_of_them():
    sentence = "More than 1,000 lines can't be used. The first: Line {}: “x” is not an e-mail address."
    most = csv_file.read(b"email\n" + b"x\n" * 1000, role="mentee")
    assert len(most.problems) == 1000
    assert refusal(b"email\n" + b"x\n" * 90_000).startswith(sentence.format(2))
    assert (
        refusal(b"email\n" + b"x\n" * 600_000) == "The file has more than 100,000 lines. Divide it into several files."
    )
    with pytest.raises(roster.Unreadable) as raised:
        typed.read("x\n" * 90_000)
    assert str(raised.value).startswith(sentence.format(1))


def test_a_row_of_a_million_cells_is_read_to_its_hundredth():
    assert refusal(b"," * 1_000_000 + b"email\n").startswith("The first line names no column for addresses.")
    assert uploaded(f"email,name\nsam@example.org,Sam{',' * 1_000_000}") == [("sam@example.org", "Sam", "mentee")]


def test_an_address_is_cleaned_of_letters_that_nobody_sees():
    assert read_typed("\ufeffSam <sam@exam\u200bple.org>") == [("sam@example.org", "Sam")]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ('"Lee, Sam <sam@example.org>', [("sam@example.org", "Sam Lee")]),
        ("Sam <<sam@example.org>", [("sam@example.org", "Sam <")]),
        ('"a;b" <a@example.org>;b@example.org', [("a@example.org", "a;b"), ("b@example.org", "")]),
    ],
)
def test_a_mark_that_nothing_closes_is_a_letter(text, people):
    assert read_typed(text) == people


def test_five_thousand_rows_are_read_in_a_moment():
    rows = "\n".join(f"person{n}@example.org;Person {n};mentor" for n in range(5000))
    before = time.perf_counter()
    assert len(uploaded(f"email;name;role\n{rows}")) == 5000
    assert time.perf_counter() - before < 3


@given(st.binary(max_size=400))
@example(b'email\n"')
@example(b"\xff\xfe")
@example(b"\x00")
@example(b"sep=")
def test_no_file_whatever_breaks_the_reader(data):
    try:
        sheet = csv_file.read(data, role="mentee")
    except roster.Unreadable as error:
        assert str(error).endswith(".")
    else:
        assert sheet.people or sheet.problems


@given(st.text(max_size=300))
@example("\ud800@example.org")
@example('"<@>"')
def test_no_text_whatever_breaks_the_typed_reader(text):
    sheet = typed.read(text)
    assert len({person.email for person in sheet.people}) == len(sheet.people)


names = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=60).map(cleaning.line)
people = st.lists(
    st.builds(
        Person,
        email=st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.org", fullmatch=True),
        name=names,
        role=st.sampled_from(["mentor", "mentee"]),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda person: (person.email, person.role),
)


@given(
    people,
    st.permutations(COLUMNS),
    st.sampled_from(",;\t"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_written_is_read_back(people, order, delimiter, encoding, ending):
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, lineterminator=ending)
    writer.writerow(order)
    writer.writerows([[getattr(person, column) for column in order] for person in people])
    sheet = csv_file.read(file.getvalue().encode(encoding))
    assert (sheet.people, sheet.problems) == (people, [])
