"""The only place that reads htmx headers: one view, a page for a browser, a fragment for htmx."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as django_render
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    partial: str = "",
    status: int = 200,
) -> HttpResponse:
    """The whole page, or `template#partial` where htmx asked and the page has such a fragment."""
    name = f"{template}#{partial}" if partial and getattr(request, "htmx", False) else template
    return django_render(request, name, dict(context or {}), status=status)


def form_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    partial: str = "form",
) -> HttpResponse:
    """A page with a bound or unbound `form` in its context: 422 where the form has errors."""
    form = context["form"]
    status = 422 if form.is_bound and not form.is_valid() else 200
    return page(request, template, context, partial=partial, status=status)


def done(request: HttpRequest, to: Any, message: str = "", **kwargs: Any) -> HttpResponse:
    """After a successful POST: go on to a page and say what happened there (post, redirect, get)."""
    if message:
        messages.success(request, message)
    target = redirect(to, **kwargs)
    return HttpResponseClientRedirect(target.url) if getattr(request, "htmx", False) else target


def refused(request: HttpRequest, to: Any, sentence: str, **kwargs: Any) -> HttpResponse:
    """A button asked for something that can't be done: go back to a page and say why there."""
    messages.warning(request, sentence)
    target = redirect(to, **kwargs)
    return HttpResponseClientRedirect(target.url) if getattr(request, "htmx", False) else target


def in_place(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    partial: str,
    message: str = "",
    to: Any,
    **kwargs: Any,
) -> HttpResponse:
    """After a small act: htmx gets the changed fragment and says the message, a browser goes on as with `done`."""
    if not getattr(request, "htmx", False):
        return done(request, to, message, **kwargs)
    fragment = page(request, template, context, partial=partial)
    return trigger_client_event(fragment, "toast", {"text": message}) if message else fragment
