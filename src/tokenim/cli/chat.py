"""How do people talk from a terminal?"""

import asyncio
import sys

from tokenim.cli import first_words
from tokenim.cli.chosen import chosen, stop
from tokenim.cli.secret_input import password

try:
    from tokenim_client import Client, Ended, Live, NotConnected, TokenIMError
except ModuleNotFoundError as missing:
    stop(f"The chat needs the Python client, and {missing.name} is not installed: pip install tokenim-client")

from tokenim.cli.known import Known
from tokenim.cli.screen import Lines, Screen
from tokenim.cli.told import Told
from tokenim.cli.typed import Typed

CONNECT_SECONDS = 15
LEAVE_SECONDS = 5
WRONG = "auth.wrong_credentials"


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
    where = url or first_words.address(settings.host, settings.port)
    try:
        name = user or input("User name: ")
        return asyncio.run(_chat(where, name, password(name), register=register))
    except (EOFError, KeyboardInterrupt):
        return 130
    except TokenIMError as refusal:
        hint = " `--register` makes an account." if refusal.code == WRONG else ""
        stop(f"{refusal.user_message or refusal.detail}{hint}", 1)
    except NotConnected:
        stop(f"No server answers at {where}. Start one with `tokenim serve`, or name another with --url.", 1)
    except Ended as ended:
        stop(f"The server ended the connection: {ended.reason}.", 1)


async def _chat(url: str, name: str, secret: str, *, register: bool) -> int:
    entering = Client.register if register else Client.login
    async with await entering(url, name, secret, device_name="terminal") as client, client.connect() as live:
        known, screen = Known(client), Screen()
        told = Told(client, live, known, screen)
        await _connected(live, url)
        screen.plain(f"You are {client.user.display_name or name} at {url}. /help shows the commands.")
        listening = asyncio.create_task(_listen(live, told))
        typing = asyncio.create_task(_type(Lines(), Typed(client, live, known, told)))
        await asyncio.wait({listening, typing}, return_when=asyncio.FIRST_COMPLETED)
        if typing.done():
            listening.cancel()
            typing.result()
            return await _leave(live, screen)
        typing.cancel()
        listening.result()
        return 1


async def _connected(live: Live, url: str) -> None:
    """Wait until what others say is shown as it comes."""
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            await live.connected()
    except TimeoutError:
        stop(f"{url} answers, but no WebSocket comes through. Is there a proxy that does not upgrade?", 1)


async def _listen(live: Live, told: Told) -> None:
    """Show what happens; raise `Ended` when the server wants no more of us."""
    async for event in live.events():
        try:
            await told.show(event)
        except (TokenIMError, NotConnected) as error:
            # Something about it could not be read; the next one may be fine.
            print(f"      ({error})", file=sys.stderr)


async def _type(lines: Lines, typed: Typed) -> None:
    while (line := await lines.next()) is not None and line.strip() != "/quit":
        await typed.carry_out(line)


async def _leave(live: Live, screen: Screen) -> int:
    """Wait a moment for what is on its way."""
    try:
        async with asyncio.timeout(LEAVE_SECONDS):
            await live.settled()
    except TimeoutError:
        screen.plain("Not everything could be sent.")
        return 1
    return 0
