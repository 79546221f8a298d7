"""A goal as rings: one for each milestone, the first one innermost."""

from functools import lru_cache
from math import pi

MOST = 6  # more rings couldn't be told apart; the words beside them stay exact
CORE = 0.12  # of the size
THIN = 0.028
DASH = 0.127  # the length of a dash and its gap


@lru_cache(maxsize=500)
def draw(reached: int, total: int, size: int) -> str:
    """SVG of `size` pixels: full rings for what is reached, a dashed one for what comes next, thin ones for the rest.

    The classes give the colors (static/css/lines.css). A goal without milestones is one dashed ring.
    """
    rings = min(total, MOST) or 1
    full = reached if total <= MOST else _scaled(reached, total)
    core, thin = CORE * size, max(1.5, THIN * size)
    band = (size / 2 - 1 - core) / rings
    middle = f'cx="{size / 2:g}" cy="{size / 2:g}"'
    parts = [f'<circle class="ring-core" {middle} r="{core:.2f}"/>']
    for number in range(1, rings + 1):
        if number <= full:
            radius = core + (number - 1) * band + band * 0.58
            parts.append(f'<circle class="ring-done" {middle} r="{radius:.2f}" stroke-width="{band * 0.7:.2f}"/>')
            continue
        radius = core + number * band - thin / 2
        kind, dashes = ("ring-next", _dashes(radius, size)) if number == full + 1 else ("ring-open", "")
        parts.append(f'<circle class="{kind}" {middle} r="{radius:.2f}" stroke-width="{thin:.2f}"{dashes}/>')
    head = (
        f'<svg class="rings" width="{size}" height="{size}" viewBox="0 0 {size} {size}" fill="none" aria-hidden="true">'
    )
    return f"{head}{''.join(parts)}</svg>"


def _scaled(reached: int, total: int) -> int:
    """Of six rings; the first and the last one only where they are due."""
    if reached in (0, total):
        return MOST if reached else 0
    return min(MOST - 1, max(1, round(reached * MOST / total)))


def _dashes(radius: float, size: int) -> str:
    around = 2 * pi * radius
    each = around / max(4, round(around / (DASH * size)))
    return f' stroke-dasharray="{each * 0.55:.2f} {each * 0.45:.2f}"'
