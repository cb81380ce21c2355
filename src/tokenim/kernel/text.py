"""What may a text hold? One rule for each kind that `catalogue/texts.py` names; each returns the text as it is kept.

Control characters and bidirectional overrides let a text act outside itself: on a terminal, in a log, in the sentence
around a name. What has nothing to see can be neither read nor clicked.
"""

import re
import unicodedata
from collections.abc import Callable

from tokenim.kernel import emoji

Rule = Callable[[str], str]

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_CONTROLS_OF_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?|\x85")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Most texts show one of these at once; `_is_seen` decides about all others.
_SEEN = re.compile(
    "[!-~\u00a1-\u00ac\u00ae-\u02ff\u0391-\u03c9\u0410-\u044f\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]"
)
_UNSEEN_CATEGORIES = {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn", "Me"}
# Letters and symbols without a shape: fillers of Hangul, the empty Braille pattern.
_UNSEEN = set("\u115f\u1160\u2800\u3164\uffa0")
# Unassigned today, and reserved for what is never drawn.
_NEVER_DRAWN = re.compile("[\u2065\ufff0-\ufff8\U000e0000-\U000e0fff]")
_ACCENTS = re.compile("[\u0300-\u036f]")

_USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{2,31}")
_HOST = r"(?:\[[0-9A-Fa-f:.]+\]|[^/?#@:\[\]]+)"
_URL = re.compile(rf"(?:https?://{_HOST}(?::[0-9]{{1,5}})?(?:[/?#].*)?|/(?!/).*)", re.IGNORECASE)
_NOT_IN_URL = re.compile("[\\s\x00-\x20\x7f-\x9f\\\\\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


class Refused(ValueError):
    """A text breaks its rule; `sentence` is the name of what people are told, in `catalogue/languages`."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def username(given: str) -> str:
    """Return a user name as it was given."""
    if not _USERNAME.fullmatch(given):
        raise Refused("username.wrong")
    return given


def name(given: str) -> str:
    """Return a name in one line, trimmed, in form NFC; an empty one stays empty."""
    if not given:
        return given
    text = unicodedata.normalize("NFC", given).strip()
    if _CONTROLS.search(text):
        raise Refused("name.controls")
    if _TURNING.search(text):
        raise Refused("name.turning")
    if not visible(text):
        raise Refused("name.unseen")
    return text


def text(given: str) -> str:
    """Return a text of any number of lines that has something to see."""
    # The usual message, cheaply: letters that can all be printed, and not only spaces.
    if given.isprintable() and (not given.isspace() if given.isascii() else _SEEN.search(given)):
        return given
    kept = lines(given)
    if not visible(kept):
        raise Refused("text.unseen")
    return kept


def lines(given: str) -> str:
    """Return a text that may be blank: line breaks become `\\n`, and control characters but tabs go."""
    if given.isprintable() or not _CONTROLS_OF_TEXT.search(given):
        return given
    return _CONTROLS_OF_TEXT.sub("", _LINE_ENDS.sub("\n", given))


def url(given: str) -> str:
    """Return an address that a reader may open: http, https, or a path of this server; an empty one stays empty."""
    if given and (_NOT_IN_URL.search(given) or not _URL.fullmatch(given)):
        raise Refused("url.wrong")
    return given


def reaction(given: str) -> str:
    """Return an emoji or short text in its one spelling."""
    return emoji.spelled(name(given))


def visible(text: str) -> bool:
    """Whether a reader sees anything: neither blanks, nor marks without a letter, nor letters without a shape."""
    return _SEEN.search(text) is not None or any(map(_is_seen, text))


def _is_seen(letter: str) -> bool:
    if letter in _UNSEEN or unicodedata.category(letter) in _UNSEEN_CATEGORIES:
        return False
    return not _NEVER_DRAWN.match(letter)


def folded(text: str) -> str:
    """Return what two spellings of a name that people take for the same have in common: case, accents and width go."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFC", _ACCENTS.sub("", apart)).replace("ı", "i").strip()


RULES: dict[str, Rule] = {
    "username": username,
    "name": name,
    "text": text,
    "lines": lines,
    "url": url,
    "reaction": reaction,
}
