"""The calendar feed of a person's planned sessions, at a secret address."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from pairings.calendars import access as calendars_access
from pairings.times import ics as times_ics
from pairings.times import queries as times_queries


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """For calendar programs, which can't sign in: whoever has the token may read."""
    user = calendars_access.feed_owner(token)
    content = times_ics.feed(times_queries.in_feed(user, now=timezone.now()), user)
    etag = times_ics.etag(content)
    response = get_conditional_response(request, etag=etag) or HttpResponse(
        content, content_type="text/calendar; charset=utf-8"
    )
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response
