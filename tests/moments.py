"""`python -m tests.moments`: pytest, with the arguments given, at each moment at which a clock is likely to go wrong.

One pair of servers and one set of tables do for all. `CLOCK=2028-02-29T12:00Z pytest …` is any one of them alone.
"""

import os
import subprocess
import sys
import time

from tests import cluster  # noqa: F401  # starts the servers, which each run finds in its environment

MOMENTS = {
    "2027-06-18T23:30Z": "a Friday half an hour before midnight UTC, Saturday in Berlin",
    "2027-01-04T00:30Z": "a Monday half an hour after midnight UTC, Sunday in New York",
    "2027-03-28T00:30Z": "half past one in Berlin, half an hour before clocks go forward there",
    "2027-10-31T01:30Z": "half past two in Berlin for the second time that night",
    "2027-03-14T06:30Z": "half past one in New York, half an hour before clocks go forward there",
    "2027-11-07T06:30Z": "half past one in New York for the second time that night",
    "2032-02-29T12:00Z": "29 February, and years from now",
    "2027-12-31T22:30Z": "the last hour of the year in Berlin",
}


def main(arguments: list[str]) -> int:
    lines = [_run(moment, what, arguments) for moment, what in MOMENTS.items()]
    print("\n".join(["", *lines]))  # noqa: T201
    return 1 if any("failed" in line for line in lines) else 0


def _run(moment: str, what: str, arguments: list[str]) -> str:
    print(f"\n{moment}: {what}", flush=True)  # noqa: T201
    command, began = [sys.executable, "-m", "pytest", *arguments], time.monotonic()
    done = subprocess.run(command, env=os.environ | {"CLOCK": moment}, check=False)
    return f"{moment} {'failed' if done.returncode else 'passed'} in {time.monotonic() - began:.0f} s: {what}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
