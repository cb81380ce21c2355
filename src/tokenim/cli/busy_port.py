"""Why can the server not listen, and what can be done about it?"""

import errno
from pathlib import Path

_PROC = Path("/proc")
_LISTENS = "0A"


def sentence(error: OSError, host: str, port: int) -> str:
    """Return what the operator reads when the address cannot be bound."""
    if error.errno == errno.EADDRINUSE:
        who = listener(port)
        by = f"{who} listens there" if who else "another program listens there"
        return f"Port {port} of {host} is in use: {by}. Stop it, or choose another port: --port {port + 1}"
    if error.errno == errno.EACCES:
        return f"Port {port} may not be opened by this user. Choose one from 1024 on: --port 8000"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"This machine has no address {host}. Choose another with --host; 0.0.0.0 means all."
    return f"Cannot listen on {host}, port {port}: {error.strerror or error}."


def listener(port: int) -> str:
    """Return which program listens on a port, as `name (process 123)`; empty where the system does not tell."""
    sockets = {f"socket:[{inode}]" for inode in _inodes(port)}
    if not sockets:
        return ""
    for process in _PROC.glob("[0-9]*"):
        try:
            if any(str(file.readlink()) in sockets for file in (process / "fd").iterdir()):
                return f"{(process / 'comm').read_text().strip()} (process {process.name})"
        except OSError:
            # Somebody else's process, or one that has just ended.
            continue
    return ""


def _inodes(port: int) -> list[str]:
    """Return the sockets that listen on the port, by the numbers that Linux gives them."""
    found: list[str] = []
    for table in ("net/tcp", "net/tcp6"):
        try:
            rows = [line.split() for line in (_PROC / table).read_text().splitlines()[1:]]
        except OSError:
            continue
        found += [row[9] for row in rows if row[3] == _LISTENS and int(row[1].rpartition(":")[2], 16) == port]
    return found
