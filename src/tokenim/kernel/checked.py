"""Does every text of a request keep the rule of its kind? The types of a shape say which rule; what is kept takes its place."""

from collections.abc import Callable
from functools import cache, partial
from operator import attrgetter
from typing import Any, NamedTuple

from msgspec import inspect

from tokenim.catalogue import errors
from tokenim.kernel import text

Refine = Callable[[Any], Any]
Check = Callable[[Any, bool], None]


class Step(NamedTuple):
    """A field with a rule. `path` leads to it, `holder` to the struct that has it."""

    path: str
    get: Callable[[Any], Any]
    holder: Callable[[Any], Any]
    name: str
    refine: Refine


@cache
def steps(shape: type) -> tuple[Step, ...]:
    """Return the fields of a struct that have a rule, those of structs that must be inside too."""
    found = inspect.type_info(shape)
    return tuple(_steps(found, "")) if isinstance(found, inspect.StructType) else ()


def checker(shape: type) -> Check | None:
    """Return what `check` does for structs of a class; nothing where none of its texts has a rule.

    What is returned is told beside the struct whether its texts surely hold no control character of ASCII.
    """
    known = steps(shape)
    if len(known) == 1 and known[0].refine is text.text:
        return _of_one_text(known)
    return (lambda value, _: walk(known, value)) if known else None


def _of_one_text(known: tuple[Step, ...]) -> Check:
    """Return a check for a struct with one text: that of a message, which nearly always is a usual one."""
    get = known[0].get

    def check_text(value: Any, plain: bool) -> None:  # noqa: FBT001 (named arguments take longer)
        given = get(value)
        # What `text.text` would keep as it is, without looking at each letter.
        if not (plain and given.isascii()) or given.isspace():
            walk(known, value)

    return check_text


def check(value: Any, prefix: str = "") -> None:
    """Put each text of a struct into the form in which it is kept; raise `request.invalid` with the field's name.

    `prefix` stands in front of the names.
    """
    walk(steps(value.__class__), value, prefix)


def walk(through: tuple[Step, ...], value: Any, prefix: str = "") -> None:
    """Do what `check` does, for a struct whose steps are known."""
    path = ""
    try:
        for path, get, holder, name, refine in through:  # noqa: B007 (the last one is named below)
            given = get(value)
            kept = refine(given)
            if kept is not given:
                setattr(holder(value), name, kept)
    except text.Refused as refused:
        raise errors.wrong(prefix + path, refused.sentence) from None


def _steps(struct: inspect.StructType, above: str) -> list[Step]:
    found: list[Step] = []
    for field in struct.fields:
        path = above + field.name
        if isinstance(field.type, inspect.StructType) and field.required:
            found += _steps(field.type, path + ".")
        elif refine := _refine(field.type):
            holder = attrgetter(above.rstrip(".")) if above else _itself
            if not field.required and not isinstance(field.type, inspect.UnionType):
                # What is left out may be UNSET, of which the type says nothing.
                refine = partial(_if_it_is_one, _class(field.type), refine)
            found.append(Step(path, attrgetter(path), holder, field.name, refine))
    return found


def _itself(value: Any) -> Any:
    return value


def _refine(node: inspect.Type) -> Refine | None:
    """Return what is done with a value of this type; nothing where no text in it has a rule."""
    if isinstance(node, inspect.Metadata):
        rule = (node.extra or {}).get("rule")
        return text.RULES[rule] if rule else _refine(node.type)
    if isinstance(node, inspect.UnionType):
        # No shape has texts of two kinds in one place, so one choice at most has something to say.
        choices = [(item, refine) for item in node.types if (refine := _refine(item))]
        return partial(_if_it_is_one, _class(choices[0][0]), choices[0][1]) if choices else None
    if isinstance(node, inspect.DictType):
        key, item = _refine(node.key_type), _refine(node.value_type)
        return partial(_items, key or _itself, item or _itself) if key or item else None
    return None


def _class(node: inspect.Type) -> type:
    if isinstance(node, inspect.Metadata):
        return _class(node.type)
    return dict if isinstance(node, inspect.DictType) else str


def _if_it_is_one(kind: type, refine: Refine, given: Any) -> Any:
    return refine(given) if given.__class__ is kind else given


def _items(key: Refine, item: Refine, given: Any) -> Any:
    return {key(name): item(value) for name, value in given.items()}
