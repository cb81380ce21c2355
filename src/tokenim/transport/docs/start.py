"""Where does somebody begin who has never asked this server anything? With a message, and a list of what is where."""

from html import escape

from tokenim.transport.docs import html

PATH = "/docs/start"

SHELL = """\
api=http://127.0.0.1:8000/v1
json='Content-Type: application/json'
field() { python3 -c 'import functools, json, sys; print(functools.reduce(dict.get, sys.argv[1:], json.load(sys.stdin)))' "$@"; }
register() { curl -s $api/auth/register -H "$json" -d "{\\"username\\": \\"$1\\", \\"password\\": \\"$2\\"}"; }

# Two users register. Each gets a token.
carol=$(register carol 'correct horse' | field access_token)
answer=$(register dave 'battery staple')
dave=$(echo "$answer" | field access_token)
dave_id=$(echo "$answer" | field user id)

# Carol opens a conversation with Dave and sends. The answer comes when the message is safe on disk.
conversation=$(curl -s $api/conversations -H "Authorization: Bearer $carol" -H "$json" \\
  -d "{\\"kind\\": \\"direct\\", \\"user_id\\": \\"$dave_id\\"}" | field id)
curl -s $api/conversations/$conversation/messages -H "Authorization: Bearer $carol" -H "$json" \\
  -d '{"client_id": "my-first-message", "type": "text", "content": {"text": "hello, dave"}}'

# Dave reads it.
curl -s $api/conversations/$conversation/messages -H "Authorization: Bearer $dave"
"""

_PLACES = {
    "/docs": "Every request over HTTP, to try in the browser.",
    "/docs/events": "The WebSocket: what is told as it happens, and the same requests by their names.",
    "/docs/operations": "Every request with its fields, answer, examples and refusals, on one page.",
    "/docs/contents": "What a message of each type holds.",
    "/docs/errors": "Every refusal by its code, and what the user reads.",
    "/docs/limits": "How long, how many, how often.",
    "/docs/permissions": "Who may do what.",
    "/docs/settings": "What an operator can set.",
}


def page() -> bytes:
    """Return the page to begin with."""
    rows = "".join(
        f'<tr><th scope=row><a href="{path}">{html.PAGES[path]}</a></th>{html.cell("Holds", text)}</tr>'
        for path, text in _PLACES.items()
    )
    body = f"""<h1>Start here</h1>
<p>This server keeps conversations: people and programs send messages, and whoever is in a conversation gets them, at
once or when they come back. <a href="/">The chat</a> on this server shows all of it; sign up there and talk, or send
the first message from a terminal:</p>
<pre>{escape(SHELL, quote=False)}</pre>
<h2>Then</h2>
<p>Listen to what happens over <a href="/docs/events">the WebSocket</a>. The clients for Python and for TypeScript, in
the folder <code>clients</code> of the project, connect again by themselves, send each message once, and miss none.
The guides stand in its folder <code>docs</code>: how a connection goes, what is promised, how a server is run.</p>
<h2>What is where</h2>
{html.grid("<th scope=col>Page</th><th scope=col>Holds</th>", rows)}"""
    return html.page("Start here", PATH, body)
