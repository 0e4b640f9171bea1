"""Every kind of error has its status, words for people, and its sentence."""

from adops.errors import Kind
from adops.phrases.pages import TITLES, TO_DO
from adops.server.problems import STATUS


def test_every_kind_of_error_has_a_status() -> None:
    assert set(STATUS) == set(Kind)
    assert all(400 <= status < 600 for status in STATUS.values())


def test_every_kind_of_error_is_told_on_a_page() -> None:
    assert set(TITLES) == set(Kind) == set(TO_DO)
