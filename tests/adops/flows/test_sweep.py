"""Evidence goes when its time is over, and nothing else ever does (checks.md, Evidence)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Thread
from typing import Any

import pytest
from sqlmodel import select

from adops.db import Database
from adops.domain.evidence import Gone
from adops.domain.people import CONSOLE
from adops.domain.period import at
from adops.domain.states import Delivered, LookResult, MonthState
from adops.errors import MissingError, RuleError
from adops.flows.sweep import Swept, sweep
from adops.models import (
    Act,
    CheckRun,
    Mail,
    MonthClose,
    MonthProof,
    SlotCheck,
    SlotCheckBooking,
    StoredFile,
)
from adops.queries.named_files import naming_columns
from adops.queries.retention import unneeded
from adops.services.acts import broken_links
from adops.services.retention import free_looks, let_go
from adops.services.stored import keep_stored
from adops.settings import Settings
from adops.store import Store
from tests.adops.services.waiting import wait_for_a_waiter
from tests.conftest import FRIDAY
from tests.factories import Factory

NINE = at(FRIDAY, 9, 20)
LATER = FRIDAY + timedelta(days=93)
LAST = FRIDAY + timedelta(days=6)
OVER = date(2029, 11, 27)  # the day after three years
YES, NO, UNKNOWN = Delivered.YES, Delivered.NO, Delivered.UNKNOWN


@dataclass
class Archive:
    """Looks with files of their own, made in a few words."""

    db: Database
    store: Store
    settings: Settings
    factory: Factory

    def file(self, content: str) -> str:
        """Stored and noted."""
        sha256 = self.store.put(content.encode())
        with self.db.write() as session:
            keep_stored(session, sha256, len(content.encode()), "image/png", NINE)
        return sha256

    def look(self, name: str, delivered: Delivered | None, hour: int = 9, page: str = "") -> int:
        """A look of the first booking's slot (None: of a slot without one); each of its files says
        its own name, `page` is a page picture that several share."""
        files = {part: self.file(f"{name} {part}") for part in ("picture", "facts", "html")}
        files["page_picture"] = self.file(page or f"{name} page")
        with self.db.write() as session:
            given: dict[str, Any] = {"captured_at": at(FRIDAY, hour), **files}
            if delivered is None:
                slot = self.factory.slot(session)
                row = SlotCheck(
                    slot_id=slot.id or 0,
                    station="bj",
                    on=FRIDAY,
                    result=LookResult.VACANT,
                    page_url="",
                    findings=[],
                    drawn_at=NINE,
                    **given,
                )
                session.add(row)
                session.flush()
                return row.id or 0
            look = self.factory.look(session, self.booking, FRIDAY, delivered=delivered, **given)
            of = session.exec(
                select(SlotCheckBooking).where(SlotCheckBooking.slot_check_id == look.id)
            ).one()
        proof = self.file(f"{name} proof")
        with self.db.write() as session:
            of = session.merge(of)
            of.proof = proof
            session.add(of)
        return look.id or 0

    def __post_init__(self) -> None:
        with self.db.write() as session:
            self.booking = self.factory.booking(session, FRIDAY - timedelta(2), LAST)

    def sweep(self, on: date, *, dry: bool = False) -> Swept:
        """The round of that night."""
        return sweep(self.settings, self.db, self.store, by=CONSOLE, now=at(on, 9, 30), dry=dry)

    def there(self) -> set[str]:
        """What the files in the store say."""
        with self.db.read() as session:
            names = session.exec(select(StoredFile.sha256)).all()
        return {self.store.get(one).decode() for one in names if self.store.has(one)}

    def gone(self) -> set[int]:
        """Looks whose files went."""
        with self.db.read() as session:
            rows = session.exec(select(SlotCheck)).all()
        return {row.id or 0 for row in rows if row.files_gone_at}


@pytest.fixture
def archive(db: Database, store: Store, settings: Settings, factory: Factory) -> Archive:
    return Archive(db, store, settings, factory)


def files(name: str, proof: bool = True) -> set[str]:
    return {f"{name} {one}" for one in ("picture", "facts", "html", "page", "proof")} - (
        set() if proof else {f"{name} proof"}
    )


def test_a_slot_without_a_booking_and_a_repeat_go_after_92_days(archive: Archive) -> None:
    first, again = archive.look("first", YES), archive.look("again", YES, 10)
    empty = archive.look("empty", None)
    assert archive.sweep(LATER - timedelta(1)).files == 0 and archive.gone() == set()
    told = archive.sweep(LATER)
    assert archive.gone() == {again, empty}
    assert archive.there() == files("first")
    assert told.as_data() == {
        "looks": {"not_booked": 1, "repeat": 1},
        "files": 9,
        "bytes": sum(len(one) for one in files("again") | files("empty", proof=False)),
        "kept": 1,
        "days": ["2026-11-20", "2026-11-20"],
    }
    with archive.db.read() as session:
        kept = session.get(SlotCheck, first)
        assert kept and kept.keep_until == date(2029, 11, 26)


def test_rows_say_what_was_there_and_when_and_why_it_went(archive: Archive) -> None:
    archive.look("first", YES)
    again = archive.look("again", YES, 10)
    archive.sweep(LATER)
    with archive.db.read() as session:
        look = session.get(SlotCheck, again)
        assert look and look.picture and look.files_gone_at == at(LATER, 9, 30)
        file = session.get(StoredFile, look.picture)
        assert file and (file.size, file.gone_at, file.gone_why) == (
            len("again picture"),
            at(LATER, 9, 30),
            "repeat",
        )
        act = session.exec(select(Act).where(Act.verb == "evidence.remove")).one()
        assert (act.after["looks"], act.after["files"]) == (1, 5)
        assert broken_links(session) == []


def test_what_a_day_rests_on_is_kept_byte_for_byte_three_years_after_the_booking_ends(
    archive: Archive,
) -> None:
    archive.look("unsure", UNKNOWN)
    archive.look("no", NO, 10)
    archive.look("yes", YES, 11)
    for day in (LATER, date(2028, 2, 29), OVER - timedelta(1)):
        archive.sweep(day)
        assert archive.there() == files("yes")
    archive.sweep(OVER)
    assert archive.there() == set()


def test_a_booking_that_is_prolonged_keeps_it_longer(archive: Archive) -> None:
    archive.look("yes", YES)
    archive.sweep(LATER)
    with archive.db.write() as session:
        booking = session.merge(archive.booking)
        booking.last_day = LAST + timedelta(days=365)
        session.add(booking)
    archive.sweep(OVER)
    assert archive.there() == files("yes")


def test_a_file_that_another_look_needs_stays(archive: Archive) -> None:
    archive.look("yes", YES, page="the same page")
    archive.look("empty", None, page="the same page")
    archive.sweep(LATER)
    assert archive.there() == files("yes") - {"yes page"} | {"the same page"}


@pytest.mark.parametrize("part", ["page_picture", "first_screen"])
def test_the_picture_of_a_booking_s_own_load_is_kept_with_its_look(
    archive: Archive, part: str
) -> None:
    """A rotation showed it in a load that the look of another slot of the page names."""
    yes = archive.look("yes", YES)
    archive.look("empty", None, page="its own load")
    alone = archive.file("a load that no look names")
    with archive.db.write() as session:
        of = session.exec(select(SlotCheckBooking).where(SlotCheckBooking.slot_check_id == yes))
        said = of.one()
        setattr(said, part, archive.store.put(b"its own load"))
        session.add(said)
        again = archive.factory.look(session, archive.booking, FRIDAY, captured_at=at(FRIDAY, 10))
        of = session.exec(
            select(SlotCheckBooking).where(SlotCheckBooking.slot_check_id == again.id)
        )
        other = of.one()
        setattr(other, part, alone)
        session.add(other)
    archive.sweep(LATER)
    assert archive.there() == files("yes") | {"its own load"}
    archive.sweep(OVER)
    assert archive.there() == set()


def _month(sha256: str) -> MonthClose:
    frozen = [{"days": [{"day": "2026-11-20", "evidence": sha256}]}]
    return MonthClose(station="bj", month="2026-11", state=MonthState.CONFIRMED, frozen=frozen)


def _mail(sha256: str) -> Mail:
    return Mail(
        kind="late_report",
        key="1",
        to=[],
        cc=[],
        subject="",
        html="",
        text="",
        attachments=[{"name": "证明单.png", "sha256": sha256, "media_type": "image/png"}],
        message_id="<1@adops>",
        created_at=NINE,
    )


def _paper(sha256: str) -> MonthProof:
    return MonthProof(
        month="2026-11",
        contract_id=1,
        kind="screenshot",
        sha256=sha256,
        name="x",
        given_by="BJ001",
        given_at=NINE,
    )


@pytest.mark.parametrize("named_by", [_month, _mail, _paper])
@pytest.mark.parametrize("years", [1, 5])
def test_what_a_month_a_mail_or_a_paper_names_never_goes(
    archive: Archive, named_by: Callable[[str], MonthClose | Mail | MonthProof], years: int
) -> None:
    archive.look("yes", YES)
    again = archive.look("again", YES, 10)
    with archive.db.write() as session:
        of = session.exec(
            select(SlotCheckBooking).where(SlotCheckBooking.slot_check_id == again)
        ).one()
        row = named_by(of.proof or "")
        if isinstance(row, MonthProof):
            row.contract_id = archive.booking.contract_id
        session.add(row)
    archive.sweep(FRIDAY + timedelta(days=366 * years))
    assert files("again") <= archive.there()


def test_every_place_that_names_files_is_asked(db: Database) -> None:
    named = {f"{table.name}.{column.name}" for table, column in naming_columns()}
    assert named >= {
        "creative_part.sha256",
        "approval.mail_sha256",
        "ledger_week.workbook",
        "mail.attachments",
        "month_close.frozen",
        "month_close.workbook",
        "month_proof.sha256",
        "slot_trial.picture",
        "slot_trial.page_picture",
        "slot_trial.files",
        "incoming_mail.sha256",
        "incoming_mail.files",
        "landing_page.html_sha256",
        "rendered_package.picture_sha256",
        "content_decision.proof_sha256",
    }


def test_a_dry_round_tells_the_same_and_changes_nothing(archive: Archive) -> None:
    archive.look("yes", YES, page="one page")
    archive.look("again", YES, 10, page="a page of two")
    archive.look("empty", None, page="a page of two")
    before = archive.there()
    dry = archive.sweep(LATER, dry=True).as_data()
    assert archive.there() == before and archive.gone() == set()
    assert archive.sweep(LATER).as_data() == dry
    assert dry["files"] == 8


def test_nothing_goes_while_a_check_runs(archive: Archive) -> None:
    archive.look("empty", None)
    with archive.db.write() as session:
        run = CheckRun(on=LATER, state="running", asked_by="x", asked_at=NINE)
        session.add(run)
    with pytest.raises(RuleError, match=r"evidence\.checking"):
        archive.sweep(LATER)
    assert archive.there() == files("empty", proof=False) and archive.gone() == set()


def test_cut_off_in_the_middle_the_next_night_ends_it(archive: Archive) -> None:
    """Rows are marked, files not yet removed: nobody names them, and the next round takes them."""
    archive.look("empty", None)

    class Killed(Store):
        def put_aside(self, sha256: str) -> None:
            raise KeyboardInterrupt

    whole, archive.store = archive.store, Killed(archive.store._backend)
    with pytest.raises(KeyboardInterrupt):
        archive.sweep(LATER)
    assert archive.there() == files("empty", proof=False)
    archive.store = whole
    assert archive.sweep(LATER + timedelta(1)).files == 0
    assert archive.there() == set()
    archive.sweep(LATER + timedelta(2))  # and not again


def test_bytes_that_are_named_again_at_that_moment_are_put_back(archive: Archive) -> None:
    archive.look("empty", None)

    class Meanwhile(Store):
        """Another takes a picture of the same bytes just before they are put aside."""

        def put_aside(self, sha256: str) -> None:
            with archive.db.write() as session:
                keep_stored(session, sha256, 1, "image/png", NINE)
            super().put_aside(sha256)

    archive.store = Meanwhile(archive.store._backend)
    archive.sweep(LATER)
    assert archive.there() == files("empty", proof=False)
    with archive.db.read() as session:
        assert not any(row.gone_at for row in session.exec(select(StoredFile)))


def test_what_is_taken_again_later_is_there_again(archive: Archive) -> None:
    look = archive.look("empty", None)
    archive.sweep(LATER)
    with archive.db.read() as session:
        row = session.get(SlotCheck, look)
        assert row and row.picture
    archive.sweep(LATER + timedelta(1))
    with pytest.raises(MissingError):
        archive.store.get(row.picture)
    assert archive.file("empty picture") == row.picture
    with archive.db.read() as session:
        file = session.get(StoredFile, row.picture)
        assert file and (file.gone_at, file.gone_why, file.verified_at) == (None, None, None)


def test_what_was_named_since_it_was_judged_stays(archive: Archive) -> None:
    """The last question before a file goes: a mail may have taken it up meanwhile."""
    sheet, other = archive.file("a sheet"), archive.file("another")
    with archive.db.write() as session:
        session.add(_mail(sheet))
        session.flush()
        assert unneeded(session, {sheet, other}) == [other]


def test_a_file_that_is_named_again_while_looks_are_judged_stays(archive: Archive) -> None:
    """Its row is there already, and the transaction that names it once more still goes on: on
    PostgreSQL nobody waits, its look is for another night; SQLite lets one writer in at a time."""
    archive.look("empty", None, page="one page")
    shared = archive.file("one page")
    night = Thread(target=archive.sweep, args=[LATER])
    with archive.db.write() as session:
        keep_stored(session, shared, 8, "image/png", NINE)
        session.add(_mail(shared))
        session.flush()
        night.start()
        if not archive.db.is_sqlite:
            night.join()
            assert archive.there() == files("empty", proof=False) - {"empty page"} | {"one page"}
    night.join()
    archive.sweep(LATER + timedelta(1))
    archive.sweep(LATER + timedelta(2))
    assert "one page" in archive.there()
    with archive.db.read() as session:
        row = session.get(StoredFile, shared)
        assert row and row.gone_at is None


def test_who_names_a_file_waits_for_the_round_that_takes_it(archive: Archive) -> None:
    """What is named while its look's files are let go is there again once both are done."""
    archive.look("empty", None, page="one page")
    shared = archive.file("one page")

    def name_it() -> None:
        with archive.db.write() as session:
            keep_stored(session, shared, 8, "image/png", NINE)
            session.add(_mail(shared))

    with archive.db.write() as session:
        look = session.exec(select(SlotCheck)).one()
        taken = {look.id or 0: frozenset({shared})}
        assert free_looks(session, taken) == taken.keys()
        other = Thread(target=name_it)
        other.start()
        wait_for_a_waiter(archive.db)
        why = dict.fromkeys(taken, Gone.NOT_BOOKED)
        assert let_go(session, looks=why, files=taken, by=CONSOLE, now=at(LATER, 9)) == [shared]
    other.join()
    archive.sweep(LATER)
    archive.sweep(LATER + timedelta(1))
    assert "one page" in archive.there()


@pytest.mark.parametrize("nights", [1, 2])
def test_what_was_found_in_its_place_and_is_named_after_it_went_comes_back(
    archive: Archive, nights: int
) -> None:
    """The file is there when somebody stores the same bytes, and gone when they name it."""
    archive.look("empty", None, page="one page")
    shared = archive.store.put(b"one page")
    archive.sweep(LATER)
    assert archive.there() == set()
    with archive.db.write() as session:
        keep_stored(session, shared, 8, "image/png", NINE)
        session.add(_mail(shared))
    assert archive.store.get(shared) == b"one page"
    for night in range(nights):
        archive.sweep(LATER + timedelta(night + 1))
    assert archive.there() == {"one page"} and archive.store.aside() == []


def test_what_lies_aside_is_removed_the_night_after(archive: Archive) -> None:
    archive.look("empty", None)
    archive.sweep(LATER)
    assert len(archive.store.aside()) == 4
    archive.sweep(LATER)  # once more the same night
    assert len(archive.store.aside()) == 4
    archive.sweep(LATER + timedelta(1))
    assert archive.store.aside() == []
