"""What a view does when an action is refused, by itself or by a constraint the form couldn't see coming.

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
    """True once the action is done and saved; otherwise `sentence` says why it was refused."""

    def __init__(self) -> None:
        self.is_done = False
        self.sentence = ""
        self.field: str | None = None

    def __bool__(self) -> bool:
        return self.is_done


class SentBack(Exception):
    """Ends a view with this response instead of its own, as Http404 does. The `Refusals` middleware answers with it."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__("The action was refused.")
        self.response = response


@contextmanager
def kept() -> Iterator[Done]:
    """Run an action, for a page that shows the sentence of a refusal in its own place."""
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
    """Run an action; if it is refused, show the sentence at its field, or above the form if the form has no such field.

    `called` maps the action's field names to the form's, such as `starts_at="clock"`.
    """
    with kept() as done:
        yield done
    if not done:
        name = called.get(done.field, done.field) if done.field else None
        form.add_error(name if name in form.fields else None, done.sentence)


@contextmanager
def back_to(request: HttpRequest, to: Any, **kwargs: Any) -> Iterator[None]:
    """Run the action of a button; if it is refused, the view ends here and the page at `to` says why."""
    with kept() as done:
        yield
    if not done:
        raise SentBack(render.refused(request, to, done.sentence, **kwargs))
