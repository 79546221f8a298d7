"""What a view does where an action is refused: by itself, or by a constraint that the form could not see coming.

with refusals.on(form) as done:
    goal = goals.propose(pairing, by=user, now=now, **form.proposal())
if done:
    return render.done(request, "goal", pk=goal.pk)

with refusals.back_to(request, "goal", pk=pk):
    goals.reach(goal, by=user, now=now)
return render.done(request, "goal", "Reached!", pk=pk)
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse

from mentoring.web import render
from mentoring.web.integrity import Refused, sentences


class Done:
    """True once the action was done and is in the database; else `sentence` says why it was refused."""

    def __init__(self) -> None:
        self.is_done = False
        self.sentence = ""
        self.field: str | None = None

    def __bool__(self) -> bool:
        return self.is_done


class SentBack(Exception):
    """Ends a view with this response instead of its own, as Http404 does; middleware answers with it."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__("The action was refused.")
        self.response = response


@contextmanager
def kept() -> Iterator[Done]:
    """For a page that says the sentence in a place of its own."""
    done = Done()
    try:
        with sentences():
            yield done
    except Refused as refused:
        done.sentence, done.field = refused.sentence, refused.field
    else:
        done.is_done = True


@contextmanager
def on(form: BaseForm, **called: str) -> Iterator[Done]:
    """The sentence stands at its field where the form has it, else above the form.

    `called`: what the form calls a field of the action's, such as `starts_at="clock"`.
    """
    with kept() as done:
        yield done
    if not done:
        name = called.get(done.field, done.field) if done.field else None
        form.add_error(name if name in form.fields else None, done.sentence)


@contextmanager
def back_to(request: HttpRequest, to: Any, **kwargs: Any) -> Iterator[None]:
    """For a button: the view goes no further, the sentence is said on the page that this leads to."""
    with kept() as done:
        yield
    if not done:
        raise SentBack(render.refused(request, to, done.sentence, **kwargs))
