"""One view answers with a page for a browser or a fragment for htmx, and never reads the htmx headers itself."""

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
    """The whole page, or `template#partial` if htmx asked and a partial is named."""
    name = f"{template}#{partial}" if partial and getattr(request, "htmx", False) else template
    return django_render(request, name, dict(context or {}), status=status)


def form_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    partial: str = "form",
) -> HttpResponse:
    """A page with a `form` in its context, bound or not. The status is 422 if the form has errors."""
    form = context["form"]
    status = 422 if form.is_bound and not form.is_valid() else 200
    return page(request, template, context, partial=partial, status=status)


def done(request: HttpRequest, to: Any, message: str = "", **kwargs: Any) -> HttpResponse:
    """After a successful POST, redirect to a page and show the message there (post, redirect, get)."""
    if message:
        messages.success(request, message)
    target = redirect(to, **kwargs)
    return HttpResponseClientRedirect(target.url) if getattr(request, "htmx", False) else target


def refused(request: HttpRequest, to: Any, sentence: str, **kwargs: Any) -> HttpResponse:
    """After a button asked for something that can't be done, redirect to a page and say why there."""
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
    """After a small act, send htmx the changed fragment and the message; a browser gets the redirect of `done`."""
    if not getattr(request, "htmx", False):
        return done(request, to, message, **kwargs)
    fragment = page(request, template, context, partial=partial)
    return trigger_client_event(fragment, "toast", {"text": message}) if message else fragment
