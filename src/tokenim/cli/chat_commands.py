"""What does the chat do with what is typed?"""

import asyncio
from collections.abc import Awaitable, Callable

from tokenim.cli.chat_events import EventPrinter, shown
from tokenim.cli.directory import Directory
from tokenim.cli.screen import Screen
from tokenim_client import Client, Live, NotConnected, Sending, TokenIMError, Unsettled

HELP = """\
  /with NAME              talk with one user
  /group TITLE NAME ...   make a group
  /list                   your conversations
  /open NUMBER or NAME    go to a conversation
  /accept [NAME]          stay in a group that a stranger put you into
  /decline [NAME]         leave it; the stranger cannot add you again
  /who                    who is in this one
  /history [COUNT]        what was said before
  /quit                   leave (or Ctrl-D)
Everything else is said in the open conversation."""
HISTORY = 10


class Commands:
    """Carries out commands, and says the rest."""

    def __init__(
        self, client: Client, live: Live, known: Directory, told: EventPrinter, screen: Screen
    ) -> None:
        self._client, self._live, self._known, self._told = client, live, known, told
        self._screen = screen
        self._tasks: set[asyncio.Task[None]] = set()
        self._commands: dict[str, Callable[[list[str]], Awaitable[None]]] = {
            "/help": self._help,
            "/with": self._with,
            "/group": self._group,
            "/list": self._list,
            "/open": self._open,
            "/accept": self._accept,
            "/decline": self._decline,
            "/who": self._who,
            "/history": self._history,
        }

    async def run_offline(self, line: str) -> None:
        """Do what a line says; a refusal is shown and changes nothing."""
        words = line.split()
        try:
            if not words:
                return
            if not line.startswith("/"):
                self._say(line)
            elif words[0] in self._commands:
                await self._commands[words[0]](words[1:])
            else:
                self._screen.plain(f"There is no {words[0]}; /help shows what there is.")
        except TokenIMError as refusal:
            self._screen.plain(refusal.user_message or refusal.detail)
        except NotConnected as error:
            self._screen.plain(f"There is no connection at the moment ({error}). Try again.")
        except LookupError as error:
            self._screen.plain(str(error.args[0]))

    def _say(self, text: str) -> None:
        if not self._told.open:
            raise LookupError("No conversation is open: /with NAME begins one, /list shows yours.")
        sending = self._live.send(self._told.open, text)
        self._told.mine.add(sending.client_id)
        task = asyncio.create_task(self._sent(sending, text))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _sent(self, sending: Sending, text: str) -> None:
        try:
            await sending
        except TokenIMError as refusal:
            self._screen.plain(f"Not sent ({refusal.user_message or refusal.detail}): {text}")
        except Unsettled:
            self._screen.plain(f"Perhaps not sent: {text}")

    async def _help(self, words: list[str]) -> None:
        self._screen.plain(HELP)

    async def _with(self, words: list[str]) -> None:
        [username] = _need(words, 1, "/with NAME")
        found = await self._client.conversations.direct(await self._known.user_id(username))
        self._known.conversations[found.id] = found
        await self._go(found.id)

    async def _group(self, words: list[str]) -> None:
        title, *names = _need(words, 2, "/group TITLE NAME ...")
        members = [await self._known.user_id(name) for name in names]
        found = await self._client.groups.create(title, members)
        self._known.conversations[found.id] = found
        await self._go(found.id)

    async def _list(self, words: list[str]) -> None:
        if not self._known.conversations:
            self._screen.plain("You have no conversations yet: /with NAME begins one.")
        for number, found in enumerate(list(self._known.conversations), 1):
            mark = "*" if found == self._told.open else " "
            inviter = await self._known.inviter(found)
            more = f"  (invitation from {inviter})" if inviter else ""
            self._screen.plain(f"{mark}{number:3}  {await self._known.title(found)}{more}")

    async def _open(self, words: list[str]) -> None:
        if not words:
            raise LookupError("Like this: /open NUMBER, or /open NAME")
        await self._go(await self._known.find(" ".join(words)))

    async def _accept(self, words: list[str]) -> None:
        wanted = await self._invitation(words)
        await self._client.conversations.accept(wanted)
        await self._known.learn(wanted)
        await self._go(wanted)

    async def _decline(self, words: list[str]) -> None:
        await self._client.conversations.decline(await self._invitation(words))

    async def _invitation(self, words: list[str]) -> str:
        """Return the invitation that is meant: the one that is named, or the open one."""
        wanted = await self._known.find(" ".join(words)) if words else self._opened()
        if not await self._known.inviter(wanted):
            title = await self._known.title(wanted)
            raise LookupError(f"{title} is no invitation: /list shows those that there are.")
        return wanted

    async def _go(self, conversation_id: str) -> None:
        await self._told.go(conversation_id)
        self._screen.plain(f"--- {await self._known.title(conversation_id)} ---")
        await self._history([])
        if inviter := await self._known.inviter(conversation_id):
            self._screen.plain(f"{inviter} invites you: /accept or /decline. Saying something accepts, too.")

    async def _who(self, words: list[str]) -> None:
        for member in (await self._client.members.list(self._opened())).items:
            role = "" if member.role == "member" else f" ({member.role})"
            self._screen.plain(f"  {await self._known.name(member.user_id)}{role}")

    async def _history(self, words: list[str]) -> None:
        count = int(words[0]) if words and words[0].isdecimal() else HISTORY
        page = await self._client.messages.list(self._opened(), limit=max(1, min(count, 200)))
        for message in page.items:
            self._screen.said(await self._known.name(message.sender_id), shown(message), message.sent_at)
        if page.items:
            await self._client.conversations.read(self._opened(), page.items[-1].seq)

    def _opened(self) -> str:
        if not self._told.open:
            raise LookupError("No conversation is open: /with NAME begins one, /list shows yours.")
        return self._told.open


def _need(words: list[str], least: int, usage: str) -> list[str]:
    if len(words) < least or (least == 1 and len(words) > 1):
        raise LookupError(f"Like this: {usage}")
    return words
