"""Whole numbers that a page or an address sends."""

import pytest

from mentoring.web import numbers


@pytest.mark.parametrize(
    ("sent", "number"),
    [
        ("7", 7),
        ("007", 7),
        ("999999999999999999", 10**18 - 1),
        ("1000000000000000000", 0),
        ("9" * 5_000, 0),  # more digits than Python turns into a number
        ("", 0),
        (None, 0),
        ("-7", 0),
        ("7.0", 0),
        (" 7", 0),
        ("²", 0),
        ("٧", 0),
        ("seven", 0),
    ],
)
def test_what_can_be_no_number_of_ours_is_zero(sent, number):
    assert numbers.whole(sent) == number


def test_a_column_may_hold_less():
    assert [numbers.whole(sent, below=100) for sent in ("99", "100")] == [99, 0]


@pytest.mark.parametrize(
    ("sent", "found"), [("3,7,12", [3, 7, 12]), ("12,3", [12, 3]), ("3,x,,7", [3, 7]), ("", []), (None, [])]
)
def test_several_keep_their_order(sent, found):
    assert numbers.several(sent) == found


def test_of_an_endless_list_the_beginning_is_read():
    assert len(numbers.several("1," * 5_000)) == 1_000
