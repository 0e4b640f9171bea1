"""`adops slot find` and what `adops doctor` says of places, in this process."""

import io
import json
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from adops import settings as environment
from adops.cli.run import run as run_command
from adops.db import Database
from adops.domain.people import CONSOLE
from adops.domain.period import at
from adops.jobs import Job
from adops.main import COMMANDS
from adops.migrations import upgrade
from adops.models import SlotSearch
from adops.services.slot_searches import ask_search
from adops.settings import Settings
from checks.doctor import LOOKS
from tests.checks.test_cli import Shell, context_of, jobs, shell
from tests.checks.town import BLUE, at_slot, img
from tests.conftest import FRIDAY
from tests.factories import Factory
from tests.site import ads
from tests.site.server import Site

Run = Callable[..., tuple[int, str, str]]
BODY = (
    at_slot(img("/blue.png"))
    + '<a href="/landing"><img id="big" src="/big.png" width="1000" height="90"></a>'
)


@pytest.fixture
def run(site: Site, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`adops slot find` over a page of the test, whose host is allowed."""
    monkeypatch.setenv("ADOPS_ALLOW_HOSTS", site.host)
    site.file("/blue.png", BLUE)
    site.file("/big.png", ads.png((1000, 90)))
    url = site.page("/page", BODY)

    def find(*words: str) -> tuple[int, str, str]:
        said, out = io.StringIO(), io.StringIO()
        environment.load.cache_clear()
        with redirect_stdout(out), redirect_stderr(said):
            code = run_command(COMMANDS, ["slot", "find", url, *words])
        environment.load.cache_clear()
        return code, out.getvalue(), said.getvalue()

    return find


def test_places_of_a_size_as_json_and_numbered(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "page.png"
    code, out, said = run("--size", "300×100", "--picture", str(file), "--json")
    assert (code, said) == (0, "")
    told: dict[str, Any] = json.loads(out)
    [place] = told["places"]
    assert (place["selector"], place["hold"], place["count"]) == ("#ad", "id", 1)
    assert (place["stays"], place["filling"], place["exact"]) == (True, "img", True)
    with Image.open(file) as picture:
        assert picture.size == (told["width"], told["height"])
        x, y = round(place["x"]), round(place["y"])
        assert picture.convert("RGB").getpixel((x + 150, y)) == (224, 22, 43)


def test_without_a_size_those_of_the_rate_card(run: Run) -> None:
    code, out, _ = run()
    assert code == 0
    assert "#big" in out and "#ad " not in out
    assert "1 处像广告的位置" in out and "最稳" in out


def test_with_a_station_those_of_its_slots(
    run: Run, sqlite: Database, factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite.write() as session:
        factory.slot(session, width=300, height=100)
        factory.slot(session, width=1000, height=90, station="sh")
    url = sqlite.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("ADOPS_DATABASE_URL", url)
    code, out, _ = run("--station", "BJ", "--json")
    assert (code, [one["selector"] for one in json.loads(out)["places"]]) == (0, ["#ad"])


def test_doctor_names_slots_that_were_never_found(settings: Settings, factory: Factory) -> None:
    look = dict(LOOKS)["选择器"]
    assert look(settings).ok
    database = Database(settings.database)
    settings.home.mkdir(parents=True, exist_ok=True)
    upgrade(database)
    with database.write() as session:
        slot = factory.slot(session, code="LJ-TL01", selector="")
        factory.slot(session, code="LJ-TL02")
    database.close()
    answer = look(settings)
    assert (answer.ok, answer.found[:1]) == (False, "1")
    assert f"LJ-TL01 /slots/{slot.id}/place" in answer.mend and "LJ-TL02" not in answer.mend


def test_a_search_is_carried_out_in_a_process_of_its_own(
    shell: Shell, jobs: dict[str, Job]
) -> None:
    town = shell.town
    town.page(at_slot(img("/blue.png")))
    slot = town.slot("#wrong")
    with town.house.database.write() as session:
        ask_search(session, slot_id=slot.id or 0, by=CONSOLE, now=town.house.now())
    context = context_of(shell, at(FRIDAY, 9, 5))
    assert jobs["slot_searches"].run(context) == {"searches": [1]}
    assert jobs["slot_searches"].run(context) == {"searches": []}
    with town.house.database.read() as session:
        search = session.get_one(SlotSearch, 1)
        assert [one["selector"] for one in search.places] == ["#ad"]


__all__ = ["jobs", "shell"]
