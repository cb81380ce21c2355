"""How does a built-in feature begin? `make feature NAME=stars` writes one that is whole and small, with its tests."""

from __future__ import annotations

import re
import sys
from pathlib import Path

SKELETON = Path(__file__).parent / "skeleton" / "new"
CATALOGUE = "src/tokenim/catalogue"
METHODS = '''
    async def @name@(
        self, conversation_id: str, *, cursor: str | None = None, limit: int | None = None
    ) -> Page[@Name@Shown]:
        """Read a page of the marks of a conversation."""
        body = {"conversation_id": conversation_id, "cursor": cursor, "limit": limit}
        return await self._ask("@name@.list", Page[@Name@Shown], **body)

    async def add_@name@(self, conversation_id: str, seq: int) -> None:
        """Mark a message."""
        await self._ask("@name@.add", type(None), conversation_id=conversation_id, seq=seq)
'''
LIMIT = '@NAME@ = _limit(50, "conversation.@name@", "messages", "Marked messages of one conversation")\n'
ENGLISH = '    # @name@\n    "@name@.full": "This conversation has too many marked messages.",\n'
CASE = """@case("@name@.added")
async def _(scene: Scene) -> None:
    await scene.do(scene.bob, "@name@.add", seq=scene.hers)


"""
# File, a text in it, and what is put before that text. With an empty text it is put at the end.
LINES = (
    ("src/tokenim/stack.py", "from tokenim.kernel", "from tokenim.features.@name@.feature import feature as @name@\n"),
    ("src/tokenim/stack.py", "delivery, server", "@name@, "),
    (".importlinter", "    (pins)\n", "    (@name@)\n"),
    (f"{CATALOGUE}/errors/__init__.py", "", "from tokenim.catalogue.errors.@name@ import *\n"),
    (f"{CATALOGUE}/events/__init__.py", "", "from tokenim.catalogue.events.@name@ import *\n"),
    (f"{CATALOGUE}/limits.py", "", LIMIT),
    (f"{CATALOGUE}/costs.py", '    "presence.get"', '    "@name@.list": PAGE,\n'),
    (f"{CATALOGUE}/tags.py", '    "members": ', '    "@name@": "Marks on messages",\n'),
    (f"{CATALOGUE}/languages/en.py", "    # sockets", ENGLISH),
    (f"{CATALOGUE}/languages/zh.py", "    # sockets", '    # @name@\n    "@name@.full": "该会话的标记已达上限。",\n'),
    ("tests/laws/scene.py", '@case("conversation.updated")', CASE),
    ("clients/python/src/tokenim_client/api/messages.py", "", METHODS),
    ("clients/python/src/tokenim_client/api/messages.py", "Accepted, Content", "@Name@Shown, "),
    ("clients/typescript/src/events.ts", "  'conversation.updated':", "  '@name@.added': Schemas['@Name@Added'] & Stamp\n"),
    ("CHANGELOG.md", "- Features can take part", "- @Name@: messages are marked for everybody in a conversation.\n"),
)  # fmt: skip


def main(root: Path, name: str) -> int:
    """Write the feature into the tree at `root`; answer 1, and write nothing, where the name cannot be."""
    if not re.fullmatch("[a-z]{3,20}", name) or (root / "src/tokenim/features" / name).exists():
        print("Give the feature a name of its own, of three to twenty small letters: make feature NAME=stars")
        return 1
    for path in write(root, name):
        print(path)
    return 0


def write(root: Path, name: str) -> list[str]:
    """Write the new files and the lines in those that are there; return the paths of both."""
    words = {"@name@": name, "@Name@": name.title(), "@NAME@": name.upper(), "@number@": _number(root)}
    touched = []
    for source in sorted(path for path in SKELETON.rglob("*.txt")):
        path = root / _filled(source.relative_to(SKELETON).as_posix().removesuffix(".txt"), words)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_filled(source.read_text(encoding="utf-8"), words), encoding="utf-8")
        touched.append(path)
    for file, before, line in LINES:
        path = root / file
        text = path.read_text(encoding="utf-8")
        at = text.index(before) if before else len(text)
        path.write_text(text[:at] + _filled(line, words) + text[at:], encoding="utf-8")
        touched.append(path)
    return [path.relative_to(root).as_posix() for path in dict.fromkeys(touched)]


def _number(root: Path) -> str:
    """Return the number of the next migration."""
    there = (root / "src/tokenim/adapters/migrations").glob("*.sql")
    return f"{max(int(path.name[:4]) for path in there) + 1:04}"


def _filled(text: str, words: dict[str, str]) -> str:
    for word, value in words.items():
        text = text.replace(word, value)
    return text


if __name__ == "__main__":
    sys.exit(main(Path.cwd(), sys.argv[1] if len(sys.argv) > 1 else ""))
