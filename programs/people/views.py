from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.accounts.requests import SignedInRequest
from mentoring.notifications.mail_log import fates
from mentoring.web import refusals, render
from mentoring.web.paging import page_of, sought
from programs.log import mails_told as told
from programs.people import access, actions, queries
from programs.program import access as program_access
from programs.program.models import Membership

ROLES = [(Membership.Role.MENTOR, "Mentors"), (Membership.Role.MENTEE, "Mentees")]
ROLES.append((Membership.Role.COORDINATOR, "Coordinators"))


@login_required
def people(request: SignedInRequest, pk: int) -> HttpResponse:
    program = program_access.program_for_coordinator(request.user, pk)
    role = request.GET.get("role", Membership.Role.MENTOR)
    role = role if role in Membership.Role.values else Membership.Role.MENTOR
    search = sought(request)
    counts = queries.counts(program)
    rows = queries.members(program, role=role, search=search)
    context = {
        "program": program,
        "role": role,
        "role_label": dict(ROLES)[Membership.Role(role)].lower(),
        "roles": [(value.value, label, counts.get(value.value, 0)) for value, label in ROLES],
        "search": search,
        "page_obj": page_of(rows, request),
    }
    return render.page(request, "programs/people/people.html", context, partial="results")


@login_required
def person(request: SignedInRequest, pk: int, member_pk: int) -> HttpResponse:
    member, roles = access.person_for_coordinator(request.user, pk, member_pk)
    fate = request.GET.get("fate", "")
    fate = fate if fate in fates.NAMES else ""
    page = page_of(told.told(member.program, member.user, fate), request)
    context = {
        "program": member.program,
        "member": member,
        "roles": roles,
        "pairs": queries.pairs_of(member),
        "fate": fate,
        "fates": fates.NAMES.items(),
        "page_obj": page,
        "lines": told.in_words(member.program, page),
    }
    return render.page(request, "programs/people/person.html", context, partial="results")


@login_required
@require_POST
def leave(request: SignedInRequest, pk: int, member_pk: int) -> HttpResponse:
    member = access.member_for_coordinator(request.user, pk, member_pk)
    to = f"{reverse('people', args=[pk])}?role={member.role}"
    with refusals.back_to(request, to):
        actions.leave(member, by=request.user, now=timezone.now())
    return render.done(request, to, f"{member.user} takes part no longer.")
