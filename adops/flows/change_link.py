"""Changing the link alone: measure the stored files again, then one act (rules.md §5)."""

from adops import clock
from adops.domain.people import Actor
from adops.flows.submit import Desk, measured_again
from adops.queries.creatives import creative_case
from adops.services import change_link as act
from adops.services.change_link import NewLink
from adops.services.creatives import Submitted, require_submitter


def change_link(desk: Desk, creative_id: int, link: NewLink, *, by: Actor) -> Submitted:
    """A new version with the same stored files. Raises what `services.change_link` raises."""
    with desk.database.read() as session:
        require_submitter(creative_case(session, creative_id).of, by)
    files = measured_again(desk, creative_id)
    with desk.database.write() as session:
        return act.change_link(
            session,
            creative_id=creative_id,
            link=link,
            files=files,
            by=by,
            now=clock.now(),
            book=desk.book,
            mails=desk.mails,
        )
