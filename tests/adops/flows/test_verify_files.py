"""The nightly sample: what is lost or broken is found, named with what rests on it, and goes away
by itself when it is mended (checks.md, Evidence)."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from adops.clock import clock
from adops.db import Database
from adops.domain.evidence import FileTrouble
from adops.domain.people import CONSOLE, Actor, Role
from adops.domain.period import at
from adops.domain.today import DueKind
from adops.errors import OutsideError
from adops.flows.verify_files import MB, Verified, verify_files
from adops.models import Act, Slot, SlotCheck, SlotCheckBooking, StoredFile
from adops.phrases.evidence import bad_words
from adops.phrases.today import told
from adops.queries.stored_files import bad_files, files_to_verify
from adops.queries.today_evidence import evidence_due
from adops.services.stored import keep_stored
from adops.settings import Settings
from adops.store import Store, sha256_of
from checks.draw import Easel
from tests.conftest import FRIDAY
from tests.factories import Factory
from tests.recorded import record

NINE = at(FRIDAY, 9, 20)
NIGHT = NINE + timedelta(hours=17)


@pytest.fixture
def looks(db: Database, store: Store, factory: Factory) -> list[int]:
    """Two slots of 北京 on one page, drawn; one is booked."""
    clock.move_to(NINE)
    with db.write() as session:
        page = factory.page(session).id
        booked = factory.slot(session, page_id=page)
        factory.slot(session, page_id=page)
        factory.booking(session, FRIDAY, FRIDAY, booked)
    found = record(db, store, NINE)
    Easel(db, store).draw_waiting()
    return found


def path_of(settings: Settings, sha256: str) -> Path:
    return settings.home / "blobs" / sha256[:2] / sha256


def verified(
    db: Database, store: Store, files: int = 1000, now: datetime = NIGHT, megabytes: int = 1000
) -> Verified:
    return verify_files(db, store, files=files, megabytes=megabytes, by=CONSOLE, now=now)


def proof_of(db: Database, look: int) -> str:
    with db.read() as session:
        query = select(SlotCheckBooking.proof).where(SlotCheckBooking.slot_check_id == look)
        return session.exec(query).one() or ""


def test_a_whole_store_is_well(db: Database, store: Store, looks: list[int]) -> None:
    with db.read() as session:
        many = len(session.exec(select(StoredFile)).all())
    found = verified(db, store)
    assert (found.files, found.bad, found.fresh) == (many, {}, [])
    with db.read() as session:
        assert {row.verified_at for row in session.exec(select(StoredFile))} == {NIGHT}
        assert not bad_files(session)


@pytest.mark.parametrize("how", FileTrouble)
def test_a_spoilt_file_is_named_with_what_rests_on_it(
    db: Database, store: Store, settings: Settings, looks: list[int], how: FileTrouble
) -> None:
    proof = proof_of(db, looks[0])
    file = path_of(settings, proof)
    content = file.read_bytes()
    if how is FileTrouble.LOST:
        file.unlink()
    else:
        file.write_bytes(content[:-1] + b"x")
    assert verified(db, store).bad == {proof: how}
    with db.read() as session:
        (bad,) = bad_files(session)
        slot = session.exec(select(Slot).join(SlotCheck).where(SlotCheck.id == looks[0])).one()
        words = bad_words(bad, bad.rests)
        acts = [one.verb for one in session.exec(select(Act).order_by(col(Act.id)))]
    word = "丢失" if how is FileTrouble.LOST else "损坏"
    assert words.startswith(
        f"{word} {proof[:16]}…：11月20日 周五 {slot.name}（{slot.code}），合同 RLZ"
    )
    assert words.endswith("：证明单") and bad.trouble is how
    assert acts[-1] == "evidence.trouble"
    again = verified(db, store, now=NIGHT + timedelta(days=1))
    assert (again.bad, again.fresh) == ({proof: how}, [])
    file.write_bytes(content)  # restored from a backup
    assert verified(db, store, files=1, now=NIGHT + timedelta(days=2)).bad == {}
    with db.read() as session:
        assert not bad_files(session)
        assert session.exec(select(Act.verb).order_by(col(Act.id).desc())).first() == (
            "evidence.well_again"
        )


def test_the_whole_store_is_gone_through_over_some_nights(
    db: Database, store: Store, looks: list[int]
) -> None:
    with db.read() as session:
        names = set(session.exec(select(StoredFile.sha256)))
    seen: set[str] = set()
    nights = 0
    while seen != names:
        nights += 1
        with db.read() as session:
            some = files_to_verify(session, files=2, size=1000 * MB)
        assert not seen & set(some) or seen | set(some) == names
        seen |= set(some)
        verified(db, store, files=2, now=NIGHT + timedelta(days=nights))
    assert nights == -(-len(names) // 2)


def test_a_sample_is_bounded_by_bytes_too(db: Database, store: Store) -> None:
    with db.write() as session:
        for n in range(5):
            sha256 = store.put(f"file {n}".encode())
            keep_stored(session, sha256, 600_000, "image/png", NINE)
    assert verified(db, store, megabytes=1).files == 1
    assert verified(db, store, megabytes=2).files == 3


def test_what_is_known_to_be_bad_is_asked_first(
    db: Database, store: Store, settings: Settings, looks: list[int]
) -> None:
    proof = proof_of(db, looks[0])
    path_of(settings, proof).unlink()
    verified(db, store)
    with db.read() as session:
        assert files_to_verify(session, files=1, size=MB) == [proof]


def test_a_store_that_is_away_has_lost_nothing(
    db: Database, store: Store, looks: list[int]
) -> None:
    class Away(Store):
        def get(self, sha256: str) -> bytes:
            raise OutsideError("store.failed", why="away")

    with pytest.raises(OutsideError, match=r"store\.failed"):
        verified(db, Away(store._backend))
    with db.read() as session:
        rows = session.exec(select(StoredFile)).all()
        assert not bad_files(session) and not any(row.verified_at for row in rows)


ADMIN = Actor("ADMIN", "管理员", Role.ADMIN, "hq")


@pytest.mark.parametrize(
    ("by", "lines"),
    [
        pytest.param(Actor("BJ001", "北京", Role.AE, "bj"), 1, id="its-own-station"),
        pytest.param(Actor("SH001", "上海", Role.AE, "sh"), None, id="another"),
        pytest.param(Actor("S1", "销售", Role.SALES, "bj"), None, id="sales"),
        pytest.param(ADMIN, 2, id="admin-of-everything"),
    ],
)
def test_today_says_so_to_those_it_concerns(
    db: Database,
    store: Store,
    settings: Settings,
    looks: list[int],
    by: Actor,
    lines: int | None,
) -> None:
    """A proof sheet of 北京, and a file that no look names."""
    path_of(settings, proof_of(db, looks[0])).unlink()
    with db.write() as session:
        keep_stored(session, sha256_of(b"nobody's"), 8, "image/png", NINE)
    verified(db, store)
    with db.read() as session:
        items = list(evidence_due(session, by=by))
    assert len(items) == (lines is not None)
    if lines is not None:
        assert items[0].kind is DueKind.EVIDENCE
        words = told(items[0])
        assert words.title == f"{lines} 个存档文件丢失或损坏" and len(words.lines) == lines


def test_nothing_bad_is_no_item(db: Database, store: Store, looks: list[int]) -> None:
    verified(db, store)
    with db.read() as session:
        assert not list(evidence_due(session, by=ADMIN))
