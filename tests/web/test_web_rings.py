"""Rings say how far a goal is: one for each milestone."""

import re
from itertools import pairwise

import pytest

from mentoring.web import rings


def kinds(reached: int, total: int) -> list[str]:
    return re.findall(r'class="ring-(done|next|open)"', rings.draw(reached, total, 64))


@pytest.mark.parametrize(
    ("reached", "total", "expected"),
    [
        (0, 0, ["next"]),
        (0, 1, ["next"]),
        (1, 1, ["done"]),
        (2, 3, ["done", "done", "next"]),
        (1, 4, ["done", "next", "open", "open"]),
        (6, 6, ["done"] * 6),
        (1, 60, ["done", "next", *["open"] * 4]),
        (59, 60, [*["done"] * 5, "next"]),
        (60, 60, ["done"] * 6),
    ],
)
def test_one_ring_for_each_milestone_and_never_more_than_six(reached, total, expected):
    assert kinds(reached, total) == expected


@pytest.mark.parametrize("total", range(7))
@pytest.mark.parametrize("size", [48, 64, 350])
def test_rings_stay_inside_and_never_touch(total, size):
    edges = []
    for radius, width in re.findall(r'r="([\d.]+)" stroke-width="([\d.]+)"', rings.draw(total // 2, total, size)):
        edges.append((float(radius) - float(width) / 2, float(radius) + float(width) / 2))
    assert all(outer <= size / 2 for _, outer in edges)
    assert all(inner[1] < outer[0] for inner, outer in pairwise(edges))
