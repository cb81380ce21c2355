"""What does a reader's complaint mean in words? What people can cause is said to them, in every language."""

import re

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError

_TYPES = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
}


_FOR_PEOPLE = [
    (re.compile(pattern), sentence)
    for pattern, sentence in (
        (r"Expected `(?:str|array|object)` of length >= 1", "field.empty"),
        (r"Expected `str` of length >= (\d+)", "field.too_short"),
        (r"Expected `str` of length <= (\d+)", "field.too_long"),
        (r"Expected `(?:array|object)` of length >= (\d+)", "field.too_few"),
        (r"Expected `(?:array|object)` of length <= (\d+)", "field.too_many"),
        (r"Expected `(?:int|float)` >= (\S+)", "field.too_small"),
        (r"Expected `(?:int|float)` <= (\S+)", "field.too_large"),
    )
]
_MISTYPED = re.compile(r"Expected `(.+)`, got `(.+)`")
_UNKNOWN_VALUE = re.compile(r"Invalid (?:enum )?value (.+)")


def refusal(field: str, complaint: str) -> TokenIMError:
    """Return the refusal of a field with a reader's complaint in words."""
    for pattern, sentence in _FOR_PEOPLE:
        if found := pattern.fullmatch(complaint):
            return errors.wrong(field, sentence, *found.groups())
    return errors.invalid(field, _to_developers(complaint))


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
