"""The labelled site: every slot is what its label says, of one look at all of it (checks.md)."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from adops.db import Database
from adops.domain.period import at
from adops.settings import Settings
from adops.store import open_store
from checks.run import House
from tests.checks.conftest import CONFIG, no_pause
from tests.conftest import FRIDAY
from tests.factories import Factory
from tests.site.labels import Label
from tests.site.server import Noise, Site
from tests.site.town import Told, furnish, labels, look_at_all, settle

LABELS = dict(labels())
NINE = at(FRIDAY, 9, 5)
BUSY = """<script>{ const until = performance.now() + 4000; const spin = () => {
const t = performance.now(); while (performance.now() - t < 120);
if (t < until) setTimeout(spin, 40) }; setTimeout(spin, 0) }</script>"""
BAD_DAY = Noise(seed=1, script=BUSY)


def look(folder: Path, template: Path, noise: Noise | None) -> Mapping[str, Told]:
    """One run over the whole site."""
    shutil.copy(template, folder / "adops.sqlite")
    database = Database(f"sqlite:///{folder / 'adops.sqlite'}")
    settings = Settings(env="test", home=folder / "home", config=Path("config").absolute())
    patience = 1 if noise is None else 3
    seconds = CONFIG.seconds.model_copy(
        update={"page": 6.0 * patience, "empty": 1.2 * patience, "loading": 2.0 * patience,
                "turn": 2.5 * patience, "landing": 4.0 * patience, "slow": 1.0, "whole": 90.0}
    )  # fmt: skip
    with Site() as site:
        furnish(site)
        site.noise = noise
        allowed = f"{site.host},localhost:{site.port},{site.closed}"
        house_ads = CONFIG.house_ads.model_copy(update={"urls": (site.url("/house/"),)})
        house = House(
            settings.model_copy(update={"allow_hosts": allowed}),
            database,
            open_store(settings),
            CONFIG.model_copy(update={"seconds": seconds, "contexts": 2, "house_ads": house_ads}),
            pause=no_pause,
            now=lambda: NINE,
        )
        settle(site, house, Factory(NINE))
        found = look_at_all(house)
    database.close()
    return found


@pytest.fixture(scope="session")
def looked(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Mapping[str, Told]:
    """What one look at a quiet site said, by slot."""
    return look(tmp_path_factory.mktemp("labelled"), sqlite_template, None)


@pytest.mark.parametrize(("name", "label"), LABELS.items(), ids=LABELS.keys())
def test_a_slot_is_what_its_label_says(looked: Mapping[str, Told], name: str, label: Label) -> None:
    assert tuple(looked[name]) == label.expected
