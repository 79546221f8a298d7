"""For WSGI servers that read slow requests by themselves; ours runs mentoring.asgi."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentoring.settings")
application = get_wsgi_application()

from mentoring.postgres import limits  # noqa: E402

limits.use(limits.PAGES)
