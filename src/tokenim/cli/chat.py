"""How do people talk from a terminal?"""

import asyncio
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager

from tokenim.cli import banner, safe
from tokenim.cli.chosen_settings import chosen, server, stop
from tokenim.cli.secret_input import password

try:
    from tokenim_client import Client, Ended, Live, NotConnected, TokenIMError
except ModuleNotFoundError as missing:
    stop(f"The chat needs the Python client, and {missing.name} is not installed: pip install tokenim-client")

from tokenim.cli.chat_commands import Commands
from tokenim.cli.chat_events import EventPrinter
from tokenim.cli.directory import Directory
from tokenim.cli.screen import Lines, Screen

CONNECT_SECONDS = 15
LEAVE_SECONDS = 5
WRONG = "auth.wrong_credentials"
ASK_AGAIN = (WRONG, "auth.password_weak")
TRIES = 3


def chat(*, url: str = "", user: str = "", register: bool = False) -> int:
    """Talk from this terminal: what you type is said in the open conversation, `/help` shows the commands.

    Parameters
    ----------
    url
        The server. Default: the one that `tokenim serve` starts here.
    user
        Your user name; asked for where it is left out. The password is asked for too, or read from a pipe.
    register
        Make an account with this name.
    """
    settings = chosen()
    where = server(url or banner.address(settings.host, settings.port))
    # Letters that the terminal's encoding does not have must not end the chat.
    for stream in (sys.stdin, sys.stdout):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        name = user or input("User name: ")
        with _terminal_as_it_was():
            return asyncio.run(_chat(where, name, register=register))
    except (EOFError, KeyboardInterrupt):
        return 130
    except TokenIMError as refusal:
        hint = " `--register` makes an account." if refusal.code == WRONG else ""
        stop(f"{_reason(refusal)}{hint}", 1)
    except NotConnected:
        stop(f"No server answers at {where}. Start one with `tokenim serve`, or name another with --url.", 1)
    except Ended as ended:
        stop(f"The server ended the connection: {safe.line(ended.reason)}.", 1)


async def _chat(url: str, name: str, *, register: bool) -> int:
    async with await _entered(url, name, register=register) as client, client.connect() as live:
        known, screen = Directory(client), Screen()
        told = EventPrinter(client, live, known, screen)
        await _connected(live, url)
        screen.plain(
            f"You are {safe.line(client.user.display_name or name)} at {url}. /help shows the commands."
        )
        listening = asyncio.create_task(_listen(live, told, screen))
        typing = asyncio.create_task(
            _type(Lines(screen), Commands(client, live, known, told, screen), screen)
        )
        await asyncio.wait({listening, typing}, return_when=asyncio.FIRST_COMPLETED)
        if typing.done():
            listening.cancel()
            typing.result()
            return await _leave(live, screen)
        typing.cancel()
        listening.result()
        return 1


@contextmanager
def _terminal_as_it_was() -> Iterator[None]:
    """Leave the terminal as it was found: what reads lines may be cut in the middle of one."""
    if not sys.stdin.isatty():
        yield
        return
    before = termios.tcgetattr(sys.stdin)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


async def _entered(url: str, name: str, *, register: bool) -> Client:
    """Ask for the password and log in; ask again, on a terminal, where it was not the right one."""
    entering = Client.register if register else Client.login
    for left in reversed(range(TRIES)):
        secret = password(name)
        try:
            return await entering(url, name, secret, device_name="terminal")
        except TokenIMError as refusal:
            if refusal.code not in ASK_AGAIN or not left or not sys.stdin.isatty():
                raise
            print(f"{_reason(refusal).removesuffix('.')}. Once more:")
    raise AssertionError("the last refusal is raised")


def _reason(refusal: TokenIMError) -> str:
    """Return what a person can do about a refusal: what is wrong with the field, where it says so."""
    said = [str(item.get("message", "")) for item in refusal.errors]
    return safe.line(" ".join(filter(None, said)) or refusal.user_message or refusal.detail)


async def _connected(live: Live, url: str) -> None:
    """Wait until what others say is shown as it comes."""
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            await live.connected()
    except TimeoutError:
        stop(f"{url} answers, but no WebSocket comes through. Is there a proxy that does not upgrade?", 1)


async def _listen(live: Live, told: EventPrinter, screen: Screen) -> None:
    """Show what happens; raise `Ended` when the server wants no more of us."""
    async for event in live.events():
        try:
            await told.show(event)
        except Exception as error:  # noqa: BLE001 (said; the next event may be fine)
            screen.quiet(f"({event.kind} could not be shown: {error!r})")


async def _type(lines: Lines, typed: Commands, screen: Screen) -> None:
    while (line := await lines.next()) is not None and line.strip() != "/quit":
        try:
            await typed.run_offline(line)
        except Exception as error:  # noqa: BLE001 (said; the next line may be fine)
            screen.plain(f"This could not be done: {error!r}")


async def _leave(live: Live, screen: Screen) -> int:
    """Wait a moment for what is on its way."""
    try:
        async with asyncio.timeout(LEAVE_SECONDS):
            await live.settled()
    except TimeoutError:
        screen.plain("Not everything could be sent.")
        return 1
    return 0
