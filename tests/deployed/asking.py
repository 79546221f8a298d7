"""The `systemctl` of the run: hands its words to the process that keeps the units, and prints what went wrong."""

import socket
import sys

if __name__ == "__main__":
    with socket.socket(socket.AF_UNIX) as asking:
        asking.connect(sys.argv[1])
        asking.sendall("\0".join(sys.argv[2:]).encode())
        asking.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: asking.recv(4096), b"")).decode()
    sys.exit(answer or 0)
