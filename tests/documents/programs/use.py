"""Talks to a server by a generated Python client: `use.py URL NAME`, with the folder of the client on the path."""

import json
import sys

from generated import AuthenticatedClient, Client
from generated.api.auth import auth_register
from generated.api.conversations import conversations_create
from generated.api.messages import messages_list, messages_send
from generated.api.users import users_search
from generated.models import (
    CreateGroup,
    CreateGroupKind,
    Problem,
    Register,
    SendText,
    SendTextType,
    TextContent,
)

url, name = sys.argv[1:]
tokens = auth_register.sync(
    client=Client(base_url=url), body=Register(username=name, password="correct horse battery")
)
client = AuthenticatedClient(base_url=url, token=tokens.access_token)
group = CreateGroup(kind=CreateGroupKind.GROUP, name="Generated")
conversation = conversations_create.sync(client=client, body=group)
text = SendText(type_=SendTextType.TEXT, client_id="one", content=TextContent(text="hello"))
sent = messages_send.sync(conversation.id, client=client, body=text)
page = messages_list.sync(conversation.id, client=client)
found = users_search.sync(client=client, q=name)
refused = messages_list.sync("c_00000000000000000000000000", client=client)
assert isinstance(refused, Problem)
print(
    json.dumps(
        {
            "seq": sent.seq,
            "texts": [item.content.to_dict()["text"] for item in page.items],
            "found": [item.id for item in found.items] == [tokens.user.id],
            "refused": refused.code,
        }
    )
)
