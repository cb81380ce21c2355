"""A bot that answers every text with the same text.

    python echo_bot.py http://127.0.0.1:8000 echo "its password"

It keeps its positions in a file: what it is told while it is away, it answers when it comes back.
"""

import asyncio
import sys
from pathlib import Path

from tokenim_client import Client, FilePositions


async def main(url: str, username: str, password: str) -> None:
    """Log in and answer, until the program is stopped."""
    positions = FilePositions(Path(f"{username}.positions.json"))
    async with (
        await Client.login(url, username, password, device_name="bot") as bot,
        bot.connect(positions) as live,
    ):
        async for event in live.events():
            if event.kind != "message.sent" or event.message.sender_id == bot.user.id:
                continue
            if event.message.type == "text":
                await live.send(event.stream, event.message.text, reply_to=event.seq)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4]))
