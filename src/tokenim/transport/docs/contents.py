"""How does a person read what a message can hold? As one page: each type with the fields of its content."""

import msgspec

from tokenim.catalogue.contents import CONTENTS
from tokenim.transport.docs import html, shapes

PATH = "/docs/contents"
_INTRO = "The `type` of a message names the shape of its `content`."


def page() -> bytes:
    """Return the page."""
    listed, components = msgspec.json.schema_components(CONTENTS.values())
    whole = [components[schema["$ref"].rpartition("/")[2]] for schema in listed]
    entries = [
        shapes.section(name, "", schema["description"], shapes.fields(schema))
        for name, schema in zip(CONTENTS, whole, strict=True)
    ]
    body = f"<h1>Message contents</h1>{html.paragraphs(_INTRO)}{''.join(entries)}"
    return html.page("Message contents", PATH, body)
