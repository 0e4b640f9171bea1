from pathlib import Path

import pytest

from adops.demo.folder import MARKER, clean_folder
from adops.demo.lock import alone
from adops.errors import InputError, RuleError


def test_the_demos_own_folder_is_begun_anew(tmp_path: Path) -> None:
    home = clean_folder(tmp_path / "var" / "demo")
    (home / "blobs").mkdir()
    (home / "blobs" / "old").write_text("x")
    assert clean_folder(home) == home
    assert [entry.name for entry in home.iterdir()] == [MARKER]


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine")
    with pytest.raises(InputError, match=r"demo\.not_ours"):
        clean_folder(tmp_path)
    assert (tmp_path / "letters.txt").read_text() == "mine"


def test_a_link_in_it_is_cut_and_what_it_points_to_stays(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").write_text("mine")
    home = clean_folder(tmp_path / "demo")
    (home / "link").symlink_to(kept, target_is_directory=True)
    clean_folder(home)
    assert (kept / "file").read_text() == "mine"


def test_a_removal_that_was_killed_half_way_is_completed(tmp_path: Path) -> None:
    home = tmp_path / "demo"
    home.mkdir()
    assert clean_folder(home) == home


def test_two_demos_never_share_a_folder_and_the_lock_ends_with_its_holder(tmp_path: Path) -> None:
    home = tmp_path / "var" / "demo"
    with alone(home), pytest.raises(RuleError, match=r"demo\.running"), alone(home):
        pass
    with alone(home):
        assert not home.exists()
