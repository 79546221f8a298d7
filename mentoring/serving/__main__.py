"""`python -m mentoring.serving [--host HOST] [--port PORT]`: the web server, a process for each core."""

import argparse
import os
import sys

from mentoring import start
from mentoring.serving import counts
from mentoring.serving.command import command


def main() -> None:
    reader = argparse.ArgumentParser(prog="python -m mentoring.serving")
    reader.add_argument("--host", default="127.0.0.1")
    reader.add_argument("--port", type=int, default=os.environ.get("PORT") or "8000")
    wanted = reader.parse_args()
    start.or_end()
    try:
        handed = command(host=wanted.host, port=wanted.port)
    except ValueError as error:
        sys.exit(str(error))
    counts.prepare()
    os.execv(sys.executable, [sys.executable, *handed])  # noqa: S606


if __name__ == "__main__":
    main()
