"""The one colour that an organisation chooses, as a style sheet (the content policy allows no inline style)."""

from django.http import Http404, HttpRequest, HttpResponse

FOR_EVER = "public, max-age=31536000, immutable"


def css(request: HttpRequest, version: str) -> HttpResponse:
    """The version is the hue itself: the same address always means the same bytes, so it may be kept for ever."""
    if not (version.isascii() and version.isdigit() and len(version) <= 3 and int(version) < 360):
        raise Http404
    return HttpResponse(f":root{{--h:{int(version)}}}\n", content_type="text/css", headers={"Cache-Control": FOR_EVER})
