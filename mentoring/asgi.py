"""What the web server runs: Django as WSGI, behind the gate (mentoring/serving/gate.py)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring.settings")
django = get_wsgi_application()

from django.conf import settings  # noqa: E402
from django.template import loader  # noqa: E402

from mentoring.postgres import limits  # noqa: E402
from mentoring.serving.gate import Gate, Limits  # noqa: E402
from mentoring.watching import counting, middleware  # noqa: E402

limits.use(limits.PAGES)
application = Gate(
    django,
    quick=("/health", middleware.PATH, "/theme/", settings.STATIC_URL),
    busy=loader.get_template("503.html").render().encode(),
    turned_away=counting.turned_away,
    limits=Limits(threads=settings.WEB_THREADS),
)
