"""What does the chat know: which conversations there are, and who is who?"""

from tokenim.cli import safe
from tokenim_client import Client, Conversation, TokenIMError


class Directory:
    """Conversations in the order in which they came, and names of users."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._names: dict[str, str] = {client.user.id: "you"}
        self.conversations: dict[str, Conversation] = {}

    async def learn(self, conversation_id: str) -> Conversation:
        """Read a conversation as it is now."""
        found = await self._client.conversations.get(conversation_id)
        self.conversations[found.id] = found
        return found

    async def name(self, user_id: str) -> str:
        """Return what a user is called."""
        if user_id not in self._names:
            user = await self._client.users.get(user_id)
            self._names[user_id] = safe.line(user.display_name or user.username or "(deleted)")
        return self._names[user_id]

    async def title(self, conversation_id: str) -> str:
        """Return what a conversation is called: its name, or the other one's."""
        found = self.conversations.get(conversation_id) or await self.learn(conversation_id)
        return safe.line(found.name) or (await self.name(found.peer_id) if found.peer_id else found.id)

    async def inviter(self, conversation_id: str) -> str:
        """Return who invites the user to a group; empty where nobody waits for an answer."""
        found = self.conversations.get(conversation_id)
        if found is None or found.peer_id or found.dissolved_at or not found.invited_by:
            return ""
        return await self.name(found.invited_by)

    def forget(self, user_id: str) -> None:
        """Read what a user is called once more, when it is shown again."""
        if user_id != self._client.user.id:
            self._names.pop(user_id, None)

    async def find(self, wanted: str) -> str:
        """Return the conversation that a number of the list or the beginning of a title means; raise `LookupError`."""
        listed = list(self.conversations)
        if wanted.isdecimal() and 1 <= int(wanted) <= len(listed):
            return listed[int(wanted) - 1]
        titles = {each: (await self.title(each)).casefold() for each in listed}
        begun = [each for each in listed if titles[each].startswith(wanted.casefold())]
        exact = [each for each in begun if titles[each] == wanted.casefold()]
        if len(exact or begun) != 1:
            raise LookupError(
                "More than one conversation begins so: /list shows the numbers."
                if begun
                else "No conversation has this number or name: /list shows yours, /with NAME begins one."
            )
        return (exact or begun)[0]

    async def user_id(self, username: str) -> str:
        """Return the id of the user with exactly this name; raise `LookupError` where there is none."""
        try:
            page = await self._client.users.search(username)
        except TokenIMError as error:
            raise LookupError(error.user_message) from error
        for user in page.items:
            if user.username == username.lower():
                self._names[user.id] = safe.line(user.display_name or user.username)
                return user.id
        raise LookupError(f"There is no user {username}.")
