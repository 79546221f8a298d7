"""The one color an organization chooses, as a style sheet, because the content policy allows no inline styles."""

from django.http import Http404, HttpRequest, HttpResponse

from mentoring.web import numbers

FOR_EVER = "public, max-age=31536000, immutable"


def css(request: HttpRequest, version: str) -> HttpResponse:
    """The version is the hue itself, so an address always means the same bytes and may be cached forever."""
    hue = numbers.whole(version, below=360)
    if str(hue) != version:
        raise Http404
    return HttpResponse(f":root{{--h:{hue}}}\n", content_type="text/css", headers={"Cache-Control": FOR_EVER})
