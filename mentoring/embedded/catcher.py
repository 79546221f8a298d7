"""The demo's mail server: takes every mail over real SMTP, keeps it as a file and sends nothing on.

`python -m mentoring.embedded.catcher PORT FOLDER`
"""

import asyncio
import itertools
import sys
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


class Keeper:
    """The handler that the SMTP server calls for each mail."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = itertools.count(1)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        name = f"{time.time_ns()}-{next(self.numbers)}.eml"
        (self.folder / name).write_bytes(envelope.original_content or b"")
        return "250 Kept"


async def serve(port: int, folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keeper = Keeper(folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(keeper, enable_SMTPUTF8=True, ident="Mail catcher"), "127.0.0.1", port
    )
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
