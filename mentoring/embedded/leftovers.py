"""What a killed runner left behind. Everything it starts carries its data folder as a mark in the environment."""

from pathlib import Path

import psutil

MARK = "MENTORING_RUNNER"


def stop(folder: Path) -> int:
    """End the marked processes of this folder, first politely, then by force. Returns how many there were."""
    found = [process for process in psutil.process_iter() if _is_ours(process, folder)]
    for process in found:
        _quietly(process.terminate)
    _, stubborn = psutil.wait_procs(found, timeout=5)
    for process in stubborn:
        _quietly(process.kill)
    psutil.wait_procs(stubborn, timeout=5)
    return len(found)


def _is_ours(process: psutil.Process, folder: Path) -> bool:
    try:
        return bool(process.pid != psutil.Process().pid and process.environ().get(MARK) == str(folder))
    except (psutil.Error, OSError):
        return False


def _quietly(act: object) -> None:
    try:
        act()  # type: ignore[operator]
    except psutil.Error:
        return
