"""The built-in templates, in the order in which they are offered."""

from programs.builtin import career, leadership, onboarding, peers, reverse, students
from programs.builtin.shape import Template

TEMPLATES: dict[str, Template] = {
    module.TEMPLATE.key: module.TEMPLATE for module in (career, onboarding, students, leadership, reverse, peers)
}


def get(key: str) -> Template:
    """Raises KeyError if there is no such template."""
    return TEMPLATES[key]
