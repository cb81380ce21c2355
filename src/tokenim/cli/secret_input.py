"""How is a password given to a command? Commands where nobody sees it, or as the first line of a pipe; never as an argument."""

import getpass
import sys

from tokenim.cli.chosen_settings import stop


def new_password(who: str) -> str:
    """Ask for a new password, twice on a terminal."""
    if not sys.stdin.isatty():
        return _line()
    first = getpass.getpass(f"New password of {who}: ")
    if getpass.getpass("Once more: ") != first:
        stop("The two passwords are not the same.", 1)
    return first


def password(who: str) -> str:
    """Ask for a password."""
    return getpass.getpass(f"Password of {who}: ") if sys.stdin.isatty() else _line()


def _line() -> str:
    line = sys.stdin.readline()
    if not line:
        stop("No password was given: type it, or send it as the first line of standard input.")
    return line.rstrip("\n")
