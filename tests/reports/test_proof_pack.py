"""The archive of a month's proofs, opened again."""

import csv
import io
from zipfile import ZipFile

from adops.domain.states import MonthState
from adops.store import Store, sha256_of
from reports.month_rows import proof_rows
from reports.proof_pack import LIST_NAME, pack
from tests.reports.months import OCTOBER, october, paper_bytes, sheet_bytes

BOOK = october(MonthState.CONFIRMED, complete=True)


def filled(store: Store, leave_out: str = "") -> None:
    contents = [sheet_bytes(number, day) for number in range(1, 7) for day in OCTOBER.days()]
    for content in (*contents, *(paper_bytes(number) for number in (3, 5, 6))):
        if sha256_of(content) != leave_out:
            store.put(content)


def archived(store: Store) -> ZipFile:
    return ZipFile(io.BytesIO(b"".join(pack(BOOK, store))))


def listed(archive: ZipFile) -> list[dict[str, str]]:
    text = archive.read(LIST_NAME).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_every_proof_lies_by_contract_and_day(store: Store) -> None:
    filled(store)
    archive = archived(store)
    assert archive.testzip() is None
    assert "RLZ12301/2026-10-01/LJ-HOME-TL01-1-已执行.png" in archive.namelist()
    assert "RLZ12302/2026-10-14/LJ-HOME-TL02-2-未执行.png" in archive.namelist()
    assert "RLZ12303/2026-10-18/3-客户_监测_记录.pdf" in archive.namelist()
    assert archive.namelist() == [row.path for row in proof_rows(BOOK)] + [LIST_NAME]


def test_the_bytes_are_the_stored_ones_and_the_list_has_their_hashes(store: Store) -> None:
    filled(store)
    archive = archived(store)
    rows = listed(archive)
    assert len(rows) == len(archive.namelist()) - 1
    for row in rows:
        content = archive.read(row["文件"])
        assert sha256_of(content) == row["SHA-256"]
        assert len(content) == int(row["字节"])


def test_the_same_month_gives_the_same_bytes(store: Store) -> None:
    filled(store)
    assert b"".join(pack(BOOK, store)) == b"".join(pack(BOOK, store))


def test_it_is_written_a_file_at_a_time(store: Store) -> None:
    filled(store)
    parts = list(pack(BOOK, store))
    assert len(parts) == len(proof_rows(BOOK)) + 2


def test_a_lost_file_is_named_and_the_rest_is_there(store: Store) -> None:
    lost = proof_rows(BOOK)[0]
    filled(store, leave_out=lost.sha256)
    archive = archived(store)
    assert lost.path not in archive.namelist()
    assert [row["文件"] for row in listed(archive) if row["字节"] == "缺失"] == [lost.path]
