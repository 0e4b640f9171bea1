"""Every kind of error has its status, words for people, and its sentence."""

from collections.abc import Iterator

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from adops import web
from adops.errors import Kind
from adops.main import routers_of
from adops.phrases.fields import FIELDS, field_word
from adops.phrases.pages import TITLES, TO_DO
from adops.server.problems import STATUS


def test_every_kind_of_error_has_a_status() -> None:
    assert set(STATUS) == set(Kind)
    assert all(400 <= status < 600 for status in STATUS.values())


def test_every_kind_of_error_is_told_on_a_page() -> None:
    assert set(TITLES) == set(Kind) == set(TO_DO)


def fields_of(dependant: Dependant) -> Iterator[str]:
    for one in (*dependant.body_params, *dependant.query_params, *dependant.path_params):
        yield one.alias
    for inner in dependant.dependencies:
        yield from fields_of(inner)


def test_every_field_of_a_page_has_a_name_that_people_know() -> None:
    routes = [route for router in routers_of(web) for route in router.routes]
    asked = {
        name for one in routes if isinstance(one, APIRoute) for name in fields_of(one.dependant)
    }
    assert asked == set(FIELDS)


def test_what_is_too_long_is_told_with_the_most_it_may_hold() -> None:
    assert field_word("why", {"max_length": 1000}) == "原因（最多 1000 个字）"
    assert field_word("why", {}) == "原因"
