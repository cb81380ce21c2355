"""What may clients of polls rely on? The names are never changed or used again."""

from tokenim.catalogue.errors import Code
from tokenim.catalogue.event import Event, Seq
from tokenim.catalogue.limits import Limit
from tokenim.catalogue.permissions import permission

POLLS_VOTE = permission("polls:vote", "Vote in polls")

NOT_A_POLL = Code(
    "polls.not_found", 404, "There is no poll at this place",
    texts=(("en", "This poll is gone."), ("zh", "该投票已不存在。")),
)  # fmt: skip
OPTIONS_WRONG = Code(
    "polls.options_wrong", 409, "A poll has 2 to 10 different options",
    texts=(("en", "A poll needs 2 to 10 different options."), ("zh", "投票需要 2 到 10 个不同的选项。")),
)  # fmt: skip

OPTIONS = 10
LIMITS = {"polls.options": Limit(OPTIONS, "options", "Options of one poll")}


class PollVoted(Event, frozen=True):
    """A member voted in a poll, or changed their vote. `choice` counts from 0."""

    kind = "polls.voted"

    target_seq: Seq
    choice: int
