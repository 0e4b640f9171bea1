"""A kept mail that came in, for who may read it: the letter, its files (rules.md §12)."""

from adops.domain.incoming import AttachedFile
from adops.domain.people import Actor
from adops.errors import MissingError
from adops.flows.submit import Desk
from adops.mail.attachments import attached_files
from adops.models import IncomingMail
from adops.queries.incoming import READ, may_on, one_incoming
from adops.rules.permission import Thing, require


def readable(desk: Desk, mail_id: int, *, by: Actor) -> IncomingMail:
    """Raises MissingError `incoming.unknown`, ForbiddenError."""
    with desk.database.read() as session:
        mail = one_incoming(session, mail_id)
    if not may_on(by, READ, mail):
        require(by, READ, Thing(station_sold=mail.station))
    return mail


def letter_of(desk: Desk, mail: IncomingMail) -> bytes:
    """The mail as it came. Raises MissingError `incoming.no_file` where it is not kept."""
    if mail.sha256 is None:
        raise MissingError("incoming.no_file", mail=mail.id)
    return desk.store.get(mail.sha256)


def file_of(desk: Desk, mail: IncomingMail, number: int) -> AttachedFile:
    """One of its files, counted from 1. Raises MissingError `incoming.no_file`."""
    files = attached_files(letter_of(desk, mail))
    if not 1 <= number <= len(files):
        raise MissingError("incoming.no_file", mail=mail.id)
    return files[number - 1]
