"""How does an application act for one of its users?"""

from tokenim.catalogue import errors
from tokenim.catalogue.errors import TokenIMError
from tokenim.features.users import service as users
from tokenim.kernel.actor import Actor
from tokenim.kernel.unit_of_work import Work


async def act_as(work: Work, user_id: str) -> None:
    """Let the rest of the unit be done by this user; the record still names the application."""
    if user_id not in await users.existing(work, [user_id]):
        raise TokenIMError(errors.USER_NOT_FOUND)
    application = work.actor
    work.actor = Actor(user_id, "user", application_id=application.application_id, bucket=application.bucket)
    work.actor.address = application.address
