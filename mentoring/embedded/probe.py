"""Ask the running server for its health, for a container: `python mentoring/embedded/probe.py [part,…]`.

Run as a file, it imports nothing from the application.
"""

import os
import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit


def status(parts: str = "", timeout: float = 5) -> int:
    """The HTTP status of /health, or 0 if nobody answers. `parts` limits what it checks, such as “database,broker”."""
    port = os.environ.get("PORT") or "8000"
    site = os.environ.get("SITE_URL") or f"http://localhost:{port}"
    request = urllib.request.Request(f"http://127.0.0.1:{port}/health?only={parts}")
    request.add_header("Host", urlsplit(site).netloc)
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


if __name__ == "__main__":
    sys.exit(0 if status(",".join(sys.argv[1:])) == 200 else 1)
