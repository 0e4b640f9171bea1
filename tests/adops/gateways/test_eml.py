"""A folder as the way out."""

from pathlib import Path

import pytest

from adops.domain.mail import Letter, MailTrouble
from adops.gateways.eml import EmlFolder

LETTER = Letter("a.eml", "x@example.com", ("y@example.com",), b"Subject: one\r\n\r\n")


def test_once_by_file_name(tmp_path: Path) -> None:
    folder = EmlFolder(tmp_path / "outbox")
    folder.deliver(LETTER)
    folder.deliver(Letter("a.eml", "x@example.com", ("y@example.com",), b"other"))
    assert [path.name for path in (tmp_path / "outbox").iterdir()] == ["a.eml"]
    assert (tmp_path / "outbox" / "a.eml").read_bytes() == LETTER.content


def test_a_half_written_file_is_nobodys_mail(tmp_path: Path) -> None:
    (tmp_path / ".a.eml.1").write_bytes(b"Sub")
    EmlFolder(tmp_path).deliver(LETTER)
    assert [path.name for path in tmp_path.glob("*.eml")] == ["a.eml"]


def test_a_folder_that_cannot_be_written_may_pass(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file in the way")
    with pytest.raises(MailTrouble) as trouble:
        EmlFolder(tmp_path / "outbox").deliver(LETTER)
    assert not trouble.value.permanent
