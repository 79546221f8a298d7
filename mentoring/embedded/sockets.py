"""Where the embedded servers listen: unix sockets that nobody else on the machine can reach."""

import hashlib
import os
import tempfile
from pathlib import Path

from mentoring.embedded.trouble import Trouble

LONGEST = 90  # bytes; the kernel stops at 107, and PostgreSQL adds the name of its socket


def folder_for(data: Path) -> Path:
    """The folder itself, or a private temporary one if its path is too long for a socket.

    Raises Trouble if the temporary folder belongs to somebody else.
    """
    if len(os.fsencode(data)) <= LONGEST:
        return data
    ours = Path(tempfile.gettempdir()) / f"mentoring-{os.getuid()}"
    ours.mkdir(exist_ok=True)
    if ours.is_symlink() or ours.stat().st_uid != os.getuid():
        raise Trouble(f"{ours} belongs to somebody else; set TMPDIR, or choose a shorter DATA_DIR.")
    ours.chmod(0o711)  # others may pass through but not read: PostgreSQL may run as another account
    return ours / hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
