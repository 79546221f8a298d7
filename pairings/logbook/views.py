"""Pages to log a session, read it, correct it, and keep a private note about it."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.accounts.models import User
from mentoring.accounts.requests import SignedInRequest
from mentoring.web import numbers, refusals, render
from mentoring.web.shared import mark
from pairings.drafts import actions as drafts
from pairings.drafts import queries as draft_queries
from pairings.drafts.forms import Typed, seen_of
from pairings.drafts.forms import values_of as typed_in
from pairings.drafts.models import Draft
from pairings.drafts.views import Place, keep
from pairings.listening import queries as listening_queries
from pairings.logbook import actions as sessions
from pairings.logbook import queries as logbook_queries
from pairings.logbook.forms import LABELS, EditForm, LogForm, NoteForm, first_values, values_of
from pairings.pair import access as pair_access
from pairings.pair.models import Pairing
from pairings.promises import queries as promise_queries
from pairings.promises.views import sides
from pairings.sessions import access as sessions_access
from pairings.sessions import queries as sessions_queries
from pairings.sessions.models import Session
from pairings.times import queries as times_queries
from pairings.times.models import PlannedSession
from pairings.touchpoints.models import Touchpoint

RECENT = timedelta(days=4)  # a session this recent may be the one that is about to be logged again


@login_required
def new(request: SignedInRequest, pk: int) -> HttpResponse:
    """`?touchpoint=` names the step that this session completes; by default it is the open one.

    `?planned=` names the planned session that it was; by default it is one of its day.
    """
    pairing = _may_be_added_to(_own(pair_access.pairing_visible(request.user, pk).pairing, request.user))
    return form_of(request, pairing, None, _typed(request, pairing, None))


def form_of(request: SignedInRequest, pairing: Pairing, session: Session | None, typed: Typed) -> HttpResponse:
    return _edit_form(request, session, typed) if session else _new_form(request, pairing, typed)


def _new_form(request: SignedInRequest, pairing: Pairing, typed: Typed) -> HttpResponse:
    user, now = request.user, timezone.now()
    today = user.today(now)
    touchpoint, last = _touchpoint(request, pairing), sessions_queries.last(pairing)
    planned = _planned(request, pairing)
    day = times_queries.day_met(pairing, user, due_on=touchpoint.due_on if touchpoint else None, now=now)
    initial = first_values(pairing, day=day, last=last)
    if planned:
        initial |= {"held_on": min(user.today(planned.starts_at), today), "minutes": planned.minutes}
    form = LogForm(
        _sent(request, typed),
        pairing=pairing,
        is_mentor=pairing.mentor.user_id == user.pk,
        today=today,
        initial={**initial, **typed.values},
        sides=sides(pairing, user),
        every_days=pairing.cadence_days or pairing.program.cadence_days,
        asks_next=pairing.is_live and sessions_queries.is_planned_further(pairing),
    )
    if form.is_valid() and (session := _log(form, pairing, touchpoint, planned, user)):
        drafts.drop(pairing, None, seen=typed.seen, by=user)
        drafts.drop_sent(pairing, Draft.About.SESSION, words=typed_in(request.POST, LABELS), by=user)
        return render.done(request, "session", "Your session is logged.", pk=session.pk)
    already = sessions_queries.logged_already(pairing, form_key=form.key_sent(), touchpoint=touchpoint)
    recent = last if last and last.held_on > today - RECENT else None
    context = {"form": form, "pairing": pairing, "partner": pairing.partner_of(user), "typed": typed}
    context |= {"recent": recent, "already": already, "until": sessions_queries.last_day_to_log(pairing)}
    return render.form_page(request, "pairings/logbook/session_new.html", context)


@login_required
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    session = sessions_access.session_visible(request.user, pk)
    pairing = session.pairing
    seen = sessions_queries.view(session, request.user)
    context: dict[str, Any] = {"session": seen, "pairing": pairing}
    if pairing.has(request.user):
        words = seen.log.what_i_heard if seen.log else ""
        context["sent"] = session.form_key
        context["partner"] = pairing.partner_of(request.user)
        context["heard"] = listening_queries.of_session(session, request.user, what_i_heard=words)
        context["promised"] = promise_queries.made_in(session)
    return render.page(request, "pairings/logbook/session.html", context)


@login_required
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    session = sessions_access.session_visible(request.user, pk)
    pairing = _live(_own(session.pairing, request.user))
    return form_of(request, pairing, session, _typed(request, pairing, session))


def _edit_form(request: SignedInRequest, session: Session, typed: Typed) -> HttpResponse:
    """Shows beside a draft what the partner has changed since it was begun, just as when both save."""
    user, pairing = request.user, session.pairing
    log = sessions_queries.log_of(session)
    form = EditForm(
        _sent(request, typed),
        is_mentor=pairing.mentor.user_id == user.pk,
        today=max(user.today(timezone.now()), session.held_on),
        initial={**values_of(session, log, seen=sessions.fingerprint(log)), **typed.values},
    )
    if form.is_valid():
        with refusals.on(form) as done:
            sessions.edit(session, by=user, now=timezone.now(), **form.words())
        if done:
            drafts.drop(pairing, session, seen=typed.seen, by=user)
            return render.done(request, "session", "Your changes are saved.", pk=session.pk)
    log = sessions_queries.log_of(session)
    now = sessions.fingerprint(log)
    changed = form.show_as_seen(now) if form.is_bound else form.initial["seen"] != now
    context = {"form": form, "session": session, "pairing": pairing, "partner": pairing.partner_of(user)}
    context |= {"log": log, "changed_meanwhile": changed, "typed": typed}
    return render.form_page(request, "pairings/logbook/session_edit.html", context)


@login_required
def note(request: SignedInRequest, pk: int) -> HttpResponse:
    """The viewer's own private note, which they may write even after the pair has ended."""
    user = request.user
    session = sessions_access.session_visible(user, pk)
    _own(session.pairing, user)
    text = sessions_queries.note_of(session, user)
    form = NoteForm(request.POST if request.method == "POST" else None, initial={"text": text, "seen": mark(text)})
    if form.is_valid():
        with refusals.on(form) as done:
            written = sessions.write_note(session, by=user, now=timezone.now(), **form.cleaned_data)
        if done:
            message = "Your private note is saved." if written else "Your private note is removed."
            return render.done(request, "session", message, pk=pk)
    stands = sessions_queries.note_of(session, user)
    is_newer = form.is_bound and form.show_as_seen(mark(stands))
    context = {"form": form, "session": session, "newer": stands if is_newer else ""}
    return render.form_page(request, "pairings/logbook/session_note.html", context)


@login_required
@require_POST
def draft_of_new(request: SignedInRequest, pk: int) -> HttpResponse:
    pairing = pair_access.live_pairing_for_pair(request.user, pk)
    place = Place(pairing, None, Draft.About.SESSION, "session_new", pk, LABELS, is_sent=logbook_queries.is_logged)
    return keep(request, place, lambda typed: form_of(request, pairing, None, typed))


@login_required
@require_POST
def draft_of_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    session = sessions_access.session_visible(request.user, pk)
    pairing = pair_access.live_pairing_for_pair(request.user, session.pairing_id)
    place = Place(pairing, session, Draft.About.SESSION, "session_edit", pk, LABELS)
    return keep(request, place, lambda typed: form_of(request, pairing, session, typed))


def _typed(request: SignedInRequest, pairing: Pairing, session: Session | None) -> Typed:
    """What the page starts with: the draft or, once the form was sent, the version of the draft that it knows."""
    if request.method == "POST":
        return Typed(seen=seen_of(request.POST))
    draft = draft_queries.of(pairing, session, request.user)
    return Typed(draft=draft, seen=draft.version, values=draft.values) if draft else Typed()


def _sent(request: SignedInRequest, typed: Typed) -> QueryDict | None:
    """The form, if it was sent to be saved; a draft that met a newer one doesn't count."""
    return request.POST if request.method == "POST" and typed.is_kept else None


def _own(pairing: Pairing, user: User) -> Pairing:
    """Raises PermissionDenied for coordinators, who see the pair and its sessions but don't write about them."""
    if not pairing.has(user):
        raise PermissionDenied
    return pairing


def _live(pairing: Pairing) -> Pairing:
    if not pairing.is_live:
        raise PermissionDenied(sessions.WHO_EDIT.ended)
    return pairing


def _may_be_added_to(pairing: Pairing) -> Pairing:
    """Raises PermissionDenied once its last session can't be logged any more."""
    if not sessions_queries.may_be_added_to(pairing, today=pairing.program.today(timezone.now())):
        raise PermissionDenied(sessions.LOGGED)
    return pairing


def _planned(request: SignedInRequest, pairing: Pairing) -> PlannedSession | None:
    asked = numbers.whole(request.GET.get("planned"))
    return times_queries.begun(pairing, asked, now=timezone.now()) if asked else None


def _touchpoint(request: SignedInRequest, pairing: Pairing) -> Touchpoint | None:
    asked = numbers.whole(request.GET.get("touchpoint"))
    return sessions_queries.touchpoint_of(pairing, asked) if asked else None


def _log(
    form: LogForm, pairing: Pairing, touchpoint: Touchpoint | None, planned: PlannedSession | None, by: User
) -> Session | None:
    words = form.words()
    if not pairing.is_live:  # the page has no fields for what would go on after the end
        words |= {"promised": (), "open_question": ""}
    with refusals.on(form) as done:
        session = sessions.log(pairing, touchpoint=touchpoint, planned=planned, by=by, now=timezone.now(), **words)
    if not done:
        return None
    if not logbook_queries.holds_words(session, by, form.cleaned_data):
        form.add_error(None, "This form was saved before. Your text is still here: add it to that session.")
        return None
    return session
