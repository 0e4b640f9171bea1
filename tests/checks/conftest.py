"""A site on loopback, a house that may look at it, and one browser's executable."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from adops.catalog.checks import CheckConfig, load_checks
from adops.clock import clock
from adops.db import Database
from adops.domain.period import at
from adops.settings import Settings
from adops.store import Store
from checks.work import House
from tests.conftest import FRIDAY
from tests.site.server import Site

CONFIG = load_checks(Path("config"))


@pytest.fixture
def site() -> Iterator[Site]:
    """Pages of a test, on 127.0.0.1 and, as another site, on localhost."""
    with Site() as running:
        yield running


@pytest.fixture
def morning() -> datetime:
    """Friday 2026-11-20 09:05 in Shanghai: the daily check's time."""
    clock.move_to(at(FRIDAY, 9, 5))
    return at(FRIDAY, 9, 5)


@pytest.fixture
def config() -> CheckConfig:
    """The default configuration, less patient: pages of the tests are on this machine."""
    seconds = CONFIG.seconds.model_copy(
        update={
            "page": 4.0,
            "empty": 1.2,
            "loading": 2.0,
            "held": 4.0,
            "turn": 2.0,
            "landing": 2.0,
            "whole": 30.0,
        }
    )
    return CONFIG.model_copy(update={"seconds": seconds, "contexts": 2})


async def no_pause(seconds: float) -> None:
    """Between attempts nothing is waited for."""


@pytest.fixture
def house(
    site: Site,
    sqlite: Database,
    store: Store,
    settings: Settings,
    config: CheckConfig,
    morning: datetime,
) -> House:
    """A house whose browser may open the test's site."""
    allowed = settings.model_copy(update={"allow_hosts": f"{site.host},localhost:{site.port}"})
    return House(allowed, sqlite, store, config, pause=no_pause)


__all__ = ["CONFIG", "FRIDAY", "no_pause", "replace"]
