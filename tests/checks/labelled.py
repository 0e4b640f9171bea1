"""One look at the labelled site, quiet or on a bad day of the net."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from adops.db import Database
from adops.domain.period import at
from adops.settings import Settings
from adops.store import open_store
from checks.chromium import require_browser
from checks.work import House
from tests.checks.conftest import CONFIG, no_pause
from tests.conftest import FRIDAY
from tests.factories import Factory
from tests.site.heavy import PAGES, know_ads
from tests.site.labels import Sheet
from tests.site.secure import PORTAL, Secure
from tests.site.server import Noise, Site
from tests.site.town import SHEETS, Told, furnish, look_at_all, settle, words_of

NINE = at(FRIDAY, 9, 5)
HEAVY = set(PAGES)
PATIENCE = {
    "page": 10.0, "empty": 1.2, "loading": 2.0, "held": 4.0, "turn": 5.0, "landing": 10.0,
    "step": 1.0,
}  # fmt: skip


def look(
    folder: Path,
    template: Path,
    noise: Noise | None = None,
    sheets: Mapping[str, Sheet] = SHEETS,
) -> Mapping[str, Told]:
    """One run over the pages: what it said, by slot."""
    shutil.copy(template, folder / "adops.sqlite")
    database = Database(f"sqlite:///{folder / 'adops.sqlite'}")
    settings = Settings(env="test", home=folder / "home", config=Path("config").absolute())
    more = 1 if noise is None else 3
    seconds = {name: value * more for name, value in PATIENCE.items()} | {"slow": 1.0}
    with Site() as site:
        secure = Secure(site)
        words = words_of(site, secure)
        furnish(site, sheets, words)
        site.noise = noise
        allowed = f"{site.host},localhost:{site.port},{site.closed},{PORTAL}"
        chromium = require_browser(settings)
        known = know_ads(chromium, folder) if HEAVY & set(sheets) else None
        if known is None:
            sheets = {name: sheet for name, sheet in sheets.items() if name not in HEAVY}
        chromium = secure.browser(chromium, folder, known)
        house_ads = CONFIG.house_ads.model_copy(update={"urls": (site.url("/house/"),)})
        config = CONFIG.model_copy(
            update={
                "seconds": CONFIG.seconds.model_copy(update=seconds),
                "contexts": 2,
                "house_ads": house_ads,
            }
        )
        house = House(
            settings.model_copy(update={"allow_hosts": allowed, "chromium": chromium}),
            database,
            open_store(settings),
            config,
            pause=no_pause,
            now=lambda: NINE,
        )
        settle(house, Factory(NINE), sheets, words)
        found = look_at_all(house, sheets)
    database.close()
    return found
