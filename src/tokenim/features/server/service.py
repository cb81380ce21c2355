"""How does an application act for one of its users?"""

from tokenim.features.auth.service import accounts
from tokenim.kernel.actor import Actor
from tokenim.kernel.unit_of_work import Work


async def act_as(work: Work, user_id: str) -> None:
    """Let the rest of the unit be done by this user, who is no administrator; the record still names the application."""
    user = await accounts.usable(work, user_id)
    application = work.actor
    work.actor = Actor(user.id, "user", application_id=application.application_id, bucket=application.bucket)
    work.actor.address = application.address
