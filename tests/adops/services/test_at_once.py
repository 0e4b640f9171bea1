"""Two at once on a creative: its words, its landing page, its mended file (rules.md §5)."""

from collections.abc import Callable
from threading import Thread

from sqlmodel import Session, select

from adops.domain.content import Ruling
from adops.domain.states import CreativeState
from adops.models import LandingPage
from adops.queries.creatives import creative_to_write
from adops.services import confirmations, contents, creatives, suggestions
from adops.services.contents import Decided
from adops.services.creatives import Offer
from tests.adops.services.desk import DAY, LIMIT, SUNDAY, URL, Desk, desk
from tests.adops.services.waiting import behind, wait_for_a_waiter
from tests.factories import Factory

__all__ = ["desk"]


def test_a_copy_that_is_typed_while_it_is_confirmed_changes_nothing(desk: Desk) -> None:
    creative = desk.submit(LIMIT)
    files, sales = desk.files(creative), desk.people["sales"]

    def confirm(session: Session) -> None:
        confirmations.confirm(
            session, creative_id=creative, files=files, by=sales, now=desk.now, book=desk.book
        )

    def type_words() -> None:
        with desk.db.write() as session:
            contents.set_copy(
                session,
                creative_id=creative,
                copy="全城最佳",
                by=sales,
                now=desk.now,
                book=desk.book,
            )

    assert behind(desk.db, confirm, type_words) == "creative.wrong_state"
    now = desk.creative(creative)
    assert (now.state, now.copy_text) == (CreativeState.CONFIRMED, "财富公馆")


def test_a_word_that_is_to_be_mended_is_decided_before_or_after_the_confirmation(
    desk: Desk,
) -> None:
    creative = desk.submit(LIMIT, copy="全城最佳")
    key = next(one["key"] for one in desk.creative(creative).findings if one["key"])

    def decide(ruling: Ruling) -> Callable[[Session], object]:
        return lambda session: contents.decide(
            session,
            creative_id=creative,
            decided=Decided(key, ruling),
            by=desk.people["hq_ae"],
            now=desk.now,
            book=desk.book,
            mails=desk.mails,
        )

    with desk.db.write() as session:
        decide(Ruling.FALSE_ALARM)(session)
    assert behind(desk.db, decide(Ruling.MEND), lambda: desk.confirm(creative)) == (
        "creative.rejected"
    )
    assert desk.states(creative) == [CreativeState.SUBMITTED]


def test_two_hand_in_the_same_new_landing_page_at_once(desk: Desk, factory: Factory) -> None:
    with desk.db.write() as session:
        other = factory.booking(session, SUNDAY, SUNDAY + DAY).id or 0
    link, offer = f"{URL}/new", {}
    for size in (LIMIT - 1, LIMIT - 2):
        desk.submit(size)
        offer[size] = Offer(
            files={"main": desk.facts[f"{size:064x}"]}, click_url=link, copy="财富公馆"
        )

    def submit(booking: int, size: int) -> Callable[[Session], object]:
        return lambda session: creatives.submit(
            session,
            booking_id=booking,
            offer=offer[size],
            by=desk.people["sales"],
            now=desk.now,
            book=desk.book,
            mails=desk.mails,
        )

    def second() -> None:
        with desk.db.write() as session:
            submit(other, LIMIT - 2)(session)

    assert behind(desk.db, submit(desk.booking_id, LIMIT - 1), second) == "done"
    with desk.db.read() as session:
        pages = session.exec(select(LandingPage).where(LandingPage.url == link)).all()
    assert len(pages) == 1


def test_a_mended_file_taken_while_it_is_confirmed_waits_for_that(desk: Desk) -> None:
    creative = desk.submit(LIMIT)
    mended = desk.submit(LIMIT - 1)
    files, sales = desk.files(creative), desk.people["sales"]
    offer = Offer(files=desk.files(mended), click_url=URL, copy="财富公馆")

    def take() -> None:
        with desk.db.write() as session:
            suggestions.take(
                session,
                creative_id=creative,
                offer=offer,
                by=sales,
                now=desk.now,
                book=desk.book,
                mails=desk.mails,
            )

    thread = Thread(target=take, daemon=True)
    with desk.db.write() as session:
        creative_to_write(session, creative)
        thread.start()
        wait_for_a_waiter(desk.db)
        confirmations.confirm(
            session, creative_id=creative, files=files, by=sales, now=desk.now, book=desk.book
        )
    thread.join(60)
    assert desk.states(creative) == [CreativeState.CONFIRMED]
    assert desk.creative(mended + 1).fingerprint == desk.creative(mended).fingerprint
