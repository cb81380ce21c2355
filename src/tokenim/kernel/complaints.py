"""What does a reader's complaint mean in words? What people can cause is said to them, in both languages."""

import re
from typing import NamedTuple

_TYPES = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
}


class Said(NamedTuple):
    """A complaint in words; `zh` is empty where it is for developers."""

    en: str
    zh: str = ""


_FOR_PEOPLE = [
    (re.compile(pattern), Said(en, zh))
    for pattern, en, zh in (
        (r"Expected `(?:str|array|object)` of length >= 1", "This cannot be empty.", "此项不能为空。"),
        (r"Expected `str` of length >= (\d+)", "Use at least {} characters.", "至少需要 {} 个字符。"),
        (r"Expected `str` of length <= (\d+)", "Use at most {} characters.", "最多 {} 个字符。"),
        (r"Expected `(?:array|object)` of length >= (\d+)", "Give at least {} of these.", "至少需要 {} 项。"),
        (r"Expected `(?:array|object)` of length <= (\d+)", "Give at most {} of these.", "最多 {} 项。"),
        (r"Expected `(?:int|float)` >= (\S+)", "Use a number of at least {}.", "数值不能小于 {}。"),
        (r"Expected `(?:int|float)` <= (\S+)", "Use a number of at most {}.", "数值不能大于 {}。"),
    )
]
_MISTYPED = re.compile(r"Expected `(.+)`, got `(.+)`")
_UNKNOWN_VALUE = re.compile(r"Invalid (?:enum )?value (.+)")


def said(complaint: str) -> Said:
    """Return a reader's complaint in words."""
    for pattern, words in _FOR_PEOPLE:
        if found := pattern.fullmatch(complaint):
            return Said(*(sentence.format(*found.groups()) for sentence in words))
    return Said(_to_developers(complaint))


def _to_developers(complaint: str) -> str:
    if complaint.startswith("Object missing required field"):
        return "This field is missing."
    if complaint.startswith("Object contains unknown field"):
        return "There is no such field."
    if found := _MISTYPED.fullmatch(complaint):
        return f"This must be {_worded(found[1])}, not {_worded(found[2])}."
    if found := _UNKNOWN_VALUE.fullmatch(complaint):
        return f"{found[1]} is none of the values that are allowed here."
    return complaint + "."


def _worded(types: str) -> str:
    return " or ".join(_TYPES.get(name, name) for name in types.split(" | "))
