"""Polls: a feature for TokenIM from outside."""

from tokenim.catalogue.events import MessageRecalled
from tokenim.features.messages import service as messages
from tokenim.kernel import hooks
from tokenim.kernel.feature import Feature
from tokenim.kernel.operation import declared
from tokenim_polls import api, catalogue, service

feature = Feature(
    "polls",
    declared(api),
    above="messages",
    errors=(catalogue.NOT_A_POLL, catalogue.OPTIONS_WRONG),
    events=(catalogue.PollVoted,),
    permissions=(catalogue.POLLS_VOTE,),
    limits=catalogue.LIMITS,
    migrations="tokenim_polls.migrations",
    hooks=(
        hooks.on(MessageRecalled, service.forget),
        messages.SENDING.check(service.check),
        messages.EDITING.check(service.check),
    ),
)
