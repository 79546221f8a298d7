"""The one colour that an organisation chooses, as a style sheet (the content policy allows no inline style)."""

from django.http import Http404, HttpRequest, HttpResponse

from mentoring.web import numbers

FOR_EVER = "public, max-age=31536000, immutable"


def css(request: HttpRequest, version: str) -> HttpResponse:
    """The version is the hue itself: the same address always means the same bytes, so it may be kept for ever."""
    hue = numbers.whole(version, below=360)
    if str(hue) != version:
        raise Http404
    return HttpResponse(f":root{{--h:{hue}}}\n", content_type="text/css", headers={"Cache-Control": FOR_EVER})
