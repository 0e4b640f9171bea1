"""The mail of an approval is for those who may read the approval."""

from datetime import date

import pytest

from adops.domain.booking import LedgerKind
from adops.domain.states import ApprovalState
from adops.models import Approval
from adops.services.stored import keep_stored
from adops.store import Store
from tests.adops.api.conftest import House

MAIL = b"From: sales@example.com\r\nSubject: <script>\r\n\r\n"


@pytest.fixture
def mail(house: House, store: Store) -> str:
    """The SHA-256 of a mail an approval was registered with."""
    sha256 = store.put(MAIL)
    with house.db.write() as session:
        booking = house.factory.booking(
            session, date(2026, 11, 23), date(2026, 11, 24), sales_email="sales@example.com"
        )
        creative = house.factory.creative(session, booking)
        keep_stored(session, sha256, len(MAIL), "message/rfc822", house.factory.now)
        session.add(
            Approval(
                creative_id=creative.id or 0,
                booking_id=booking.id or 0,
                station="bj",
                fingerprint=creative.fingerprint,
                findings=[],
                kind=LedgerKind.COMMERCIAL,
                reason="客户终稿",
                state=ApprovalState.REGISTERED,
                asked_by="BJ101",
                requested_at=house.factory.now,
                registered_at=house.factory.now,
                mail_sha256=sha256,
            )
        )
    return sha256


@pytest.mark.parametrize("by", ["ae", "sales", "admin"])
def test_who_reads_the_approval_opens_its_mail(house: House, mail: str, by: str) -> None:
    answer = house.ask("GET", f"/evidence/{mail}", by=by)
    assert (answer.status_code, answer.content) == (200, MAIL)
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")


@pytest.mark.parametrize("by", ["sh_ae", "other_sales", "finance"])
def test_to_others_it_is_not_there(house: House, mail: str, by: str) -> None:
    assert house.ask("GET", f"/evidence/{mail}", by=by).status_code == 404
