"""How does a newcomer see a living product at once? By a small world, made through the public API."""

import asyncio
import secrets
import sys
from pathlib import Path

from tokenim.app import Node
from tokenim.cli import first_words, serve
from tokenim.cli.chosen import chosen, stop
from tokenim.cli.demo_world import PEOPLE, TALKS, Line, Talk

try:
    from tokenim_client import Client, NotConnected, TokenIMError
except ModuleNotFoundError as missing:
    stop(f"The demo needs the Python client, and {missing.name} is not installed: pip install tokenim-client")

DATA = Path("demo-data")


def demo(*, url: str = "", key: str = "", data: Path | None = None, port: int | None = None) -> int:
    """Start a server with users, groups and lively histories; or fill one that runs, with `--url` and `--key`.

    Parameters
    ----------
    url
        A server that runs already; it needs `--key`.
    key
        An application key of that server, which it showed at its first start.
    data
        Directory for the demo's own server. Default: ./demo-data.
    port
        Port of the demo's own server. Default: `TOKENIM_PORT`, or 8000.
    """
    if bool(url) != bool(key):
        stop("To fill a server that runs, give both --url and --key.")
    if not url:
        return serve.run(chosen(data=data or DATA, port=port), _begin)
    return asyncio.run(_fill_running(url, key))


async def _begin(node: Node) -> None:
    if node.made.key:
        await _fill(first_words.address(node.settings.host, node.port), node.made.key)
    else:
        print("\nThe people of this demo are here already; their password was shown when they were made.")


async def _fill_running(url: str, key: str) -> int:
    try:
        await _fill(url, key)
    except NotConnected:
        stop(f"No server answers at {url}.", 1)
    except TokenIMError as refusal:
        stop(f"{refusal.user_message or refusal.detail}", 1)
    return 0


async def _fill(url: str, key: str) -> None:
    print("\nMaking a small world ...", flush=True)
    password = secrets.token_urlsafe(9)
    world = _World(url)
    try:
        async with Client(url, key) as application:
            await world.populate(application, password)
        for talk in TALKS:
            await world.hold(talk)
    finally:
        await world.close()
    names = ", ".join(person.username for person in PEOPLE)
    print(f"Log in at {url} as one of {names};\nthe password of all is {password} (it is not shown again).")
    sys.stdout.flush()


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
