"""How does a newcomer see a living product at once? By a small world, made through the public API."""

import asyncio
import contextlib
import secrets
import socket
import sys
from functools import partial
from pathlib import Path

import msgspec

from tokenim.adapters import secret_file
from tokenim.app import Node
from tokenim.cli import banner, serve
from tokenim.cli.chosen_settings import chosen, server, stop
from tokenim.cli.demo_world import PEOPLE, TALKS, Line, Talk
from tokenim.features.auth.service import applications
from tokenim.features.users import service as users

try:
    from tokenim_client import Client, NotConnected, TokenIMError
except ModuleNotFoundError as missing:
    stop(f"The demo needs the Python client, and {missing.name} is not installed: pip install tokenim-client")

TAKEN = "user.username_taken"
DATA = Path("demo-data")
FILE = "demo-people.txt"
"""The file in the demo's data directory that tells how to log in."""
NAMES = ", ".join(person.username for person in PEOPLE)
APPLICATION = "demo"
PORTS = 10


def demo(
    *, url: str = "", key: str = "", password: str = "", data: Path | None = None, port: int | None = None
) -> int:
    """Start a server with users, groups and lively histories; or fill one that runs, with `--url` and `--key`.

    Where the people are there already, it says so and makes nothing.

    Parameters
    ----------
    url
        A server that runs already, such as that of `make serve`; it needs `--key`.
    key
        An application key of that server; the one of its first start is in first-start.txt in its data directory.
    password
        The password of all these people. One is made up where it is left out.
    data
        Directory for the demo's own server. Default: ./demo-data.
    port
        Port of the demo's own server. Default: `TOKENIM_PORT`, or 8000, or the next one that is free.
    """
    if bool(url) != bool(key):
        stop("To fill a server that runs, give both --url and --key.")
    chosen_password = password or secrets.token_urlsafe(9)
    if url:
        return asyncio.run(_fill_running(server(url), key, chosen_password))
    settings = chosen(data=data or DATA, port=port)
    if port is None:
        settings = msgspec.structs.replace(settings, port=_free(settings.host, settings.port))
    kept = Path(settings.data).absolute() / FILE
    return serve.run(settings, partial(_begin, chosen_password, kept))


def _free(host: str, port: int) -> int:
    """Return the port, or the first free one after it: a server of one's own may be running beside the demo."""
    for each in range(port, port + PORTS) if port else ():
        with contextlib.suppress(OSError), socket.create_server((host, each)):
            if each != port:
                _say(f"Port {port} is in use; the demo takes {each}.\n")
            return each
    return port


async def _begin(password: str, kept: Path, node: Node) -> None:
    """Fill the demo's own server, unless its people are there."""
    url = banner.address(node.settings.host, node.port)
    work = node.work()
    if await users.find(work, PEOPLE[0].username):
        _say(f"\nThe people of this demo are here already: {NAMES}. Log in at {url};\n{_remembered(kept)}")
        return
    # Beside the data, so that whoever forgot the password, or reads this in a log, finds it.
    await asyncio.to_thread(secret_file.write, kept, f"{NAMES}\npassword of all    {password}\n")
    application, key = applications.create(work, APPLICATION, applications.every_scope())
    await node.committer.store(work)
    try:
        await _fill(url, key, password)
    except TokenIMError as refusal:
        stop(refusal.detail, 1)
    finally:
        work = node.work()
        await applications.revoke(work, application.id)
        await node.committer.store(work)
    shown = f"{password} (also in {kept})" if sys.stdout.isatty() else f"in {kept}"
    _say(f"Log in at {url} as one of {NAMES};\nthe password of all is {shown}.")


def _remembered(kept: Path) -> str:
    if kept.exists():
        return f"the password of all is in {kept}."
    return f"whoever made them chose the password. To begin anew, delete {kept.parent}."


async def _fill_running(url: str, key: str, password: str) -> int:
    try:
        await _fill(url, key, password)
    except NotConnected:
        stop(f"No server answers at {url}.", 1)
    except TokenIMError as refusal:
        if refusal.code == TAKEN:
            stop(f"{url} has people of these names already ({NAMES}); nothing was made.", 1)
        stop(refusal.detail, 1)
    _say(f"Log in at {url} as one of {NAMES};\nthe password of all is {password} (it is not shown again).")
    return 0


async def _fill(url: str, key: str, password: str) -> None:
    _say("\nMaking a small world ...")
    world = _World(url)
    try:
        async with Client(url, key) as application:
            await world.populate(application, password)
        for talk in TALKS:
            await world.hold(talk)
    finally:
        await world.close()


def _say(text: str) -> None:
    print(text, flush=True)


class _World:
    """The people, each with a client of their own."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._people: dict[str, Client] = {}
        self._ids: dict[str, str] = {}

    async def populate(self, application: Client, password: str) -> None:
        """Create the users, and log in as each."""
        for username, display_name, bio, language in PEOPLE:
            made = await application.server.create_user(
                username, password=password, display_name=display_name, bio=bio, language=language
            )
            tokens = await application.server.create_tokens(made.id, device_name="demo")
            self._ids[username] = made.id
            self._people[username] = Client(self._url, tokens.access_token)

    async def hold(self, talk: Talk) -> None:
        """Let people talk, react, and read what is not new."""
        first, *others = talk.members.split()
        conversation = await self._open(first, others, talk)
        seqs: list[int] = []
        for line in talk.lines:
            seqs.append(await self._say(conversation, line, seqs))
        read = seqs[-talk.unread - 1]
        for name in [first, *others]:
            await self._people[name].conversations.read(conversation, read)

    async def _open(self, first: str, others: list[str], talk: Talk) -> str:
        client = self._people[first]
        if not talk.name:
            return (await client.conversations.direct(self._ids[others[0]])).id
        members = [self._ids[name] for name in others]
        return (await client.groups.create(talk.name, members, description=talk.description)).id

    async def _say(self, conversation: str, line: Line, before: list[int]) -> int:
        client = self._people[line.who]
        mentions = [self._ids[name] for name in line.mentions.split()]
        reply_to = before[-line.answers] if line.answers else None
        sent = await client.messages.send(conversation, line.text, reply_to=reply_to, mentions=mentions)
        if line.edited:
            await client.messages.edit(conversation, sent.seq, line.edited)
        for emoji, names in line.reactions:
            for name in names.split():
                await self._people[name].messages.react(conversation, sent.seq, emoji)
        return sent.seq

    async def close(self) -> None:
        """Let everybody go."""
        for client in self._people.values():
            await client.close()
