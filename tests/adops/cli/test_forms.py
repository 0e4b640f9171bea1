"""Every form of several files, end to end in a home of its own: the slot imported from a sheet, a
booking, and its creative handed in part by part (domain.md 1.4; rules.md §5, part.missing)."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from adops.catalog.forms import load_forms
from adops.domain.form import Form
from adops.domain.period import at
from adops.models import Creative, CreativePart, Slot
from tests.adops import files
from tests.adops.cases import CONFIG
from tests.adops.cli.test_acts import Console, console  # noqa: F401
from tests.adops.sheets import slot, workbook
from tests.factories import Factory

SIZE, LIMIT_KB = (640, 270), 30
SEVERAL = [form for form in load_forms(CONFIG) if len(form.parts) > 1]
# domain.md 1.4, Materials: what each is made of, px (None: the slot's own; 0: any).
OWN = (None, None)
MATERIALS: dict[str, dict[str, tuple[int | None, int | None]]] = {
    "扩展对联": {"left": OWN, "right": OWN, "main": (950, 70)},
    "对联": {"left": OWN, "right": OWN},
    "跨栏": {"main": OWN, "left": (120, 270), "right": (120, 270)},
    "流媒体": {"main": OWN, "mini": (25, 150)},
    "全屏": {"main": OWN, "replay": (25, 100)},
    "翻牌": {"main": OWN, "back": OWN},
    "随行": {"main": OWN, "mini": (25, 150)},
    "擎天柱": {"main": OWN, "mini": (0, 0)},
    "冠名": {"main": OWN, "expanded": (200, 100)},
    "信息流组图": {"main": OWN, "second": OWN, "third": OWN},
}
LEFT_OUT = {("全屏", "replay")}


def test_the_forms_are_made_of_what_the_materials_say():
    made = {form.name: {p.part: (p.width, p.height) for p in form.parts} for form in SEVERAL}
    assert made == MATERIALS
    optional = {(form.name, part.part) for form in SEVERAL for part in form.parts if part.optional}
    assert optional == LEFT_OUT


class Counter:
    """Hands in the parts of one form's creative."""

    def __init__(self, made: Console, folder: Path, form: Form) -> None:
        self._made, self._folder, self._form = made, folder, form

    def size(self, part: str) -> tuple[int, int]:
        """What a file of the part must measure; any size will do where none is asked for."""
        one = next(one for one in self._form.parts if one.part == part)
        width, height = one.width, one.height
        return (
            SIZE[0] if width is None else width or 30,
            SIZE[1] if height is None else height or 60,
        )

    def hand_in(self, *parts: str, **wrong: bytes) -> tuple[int, dict[str, Any], str]:
        """Exit code, the answer, and what was said beside it; `wrong` goes in as it is."""
        words = []
        for part in parts:
            path = self._folder / f"{part}.jpg"
            path.write_bytes(wrong.get(part) or files.jpg(self.size(part)))
            words.append(f"{part}={path}")
        order = ["--contract", "RLZ99999", "--slot", self._form.code, "--confirm", "--json"]
        link = ["--click-url", "https://example.com/a", "--copy", "云溪花园"]
        done = self._made.run("creative", "submit", *words, *order, *link)
        return done.returncode, json.loads(done.stdout or "{}"), done.stderr


@pytest.fixture(params=SEVERAL, ids=lambda form: form.name)
def counter(
    request: pytest.FixtureRequest,
    console: Console,  # noqa: F811
    tmp_path: Path,
) -> Counter:
    form: Form = request.param
    sheet = tmp_path / "slots.xlsx"
    row = slot(广告位编号=form.code, 广告位名称=f"测试{form.name}", 形式=form.name)
    sheet.write_bytes(workbook(row | {"宽": SIZE[0], "高": SIZE[1], "格式": "jpg"}))
    assert console.run("import", "slots", str(sheet)).returncode == 0
    with console.db.write() as session:
        made = session.exec(select(Slot).where(Slot.code == form.code.upper())).one()
        factory = Factory(at(date(2026, 11, 20), 8))
        factory.booking(
            session, date(2026, 11, 23), date(2026, 11, 29), made,
            contract_id=1, route="hq", station_placed="hq",
        )  # fmt: skip
    return Counter(console, tmp_path, form)


def test_complete_with_all_its_parts_and_only_then(counter: Counter, console: Console):  # noqa: F811
    form = counter._form
    needed = [part.part for part in form.parts if not part.optional]
    for missing in needed:
        code, said, why = counter.hand_in(*(part for part in needed if part != missing))
        if said:
            assert [(one["code"], one["where"]) for one in said["findings"]] == [
                ("part.missing", missing)
            ]
        assert code != 0, why
    code, said, why = counter.hand_in(*(part.part for part in form.parts))
    assert (code, said["verdict"], said["state"]) == (0, "pass", "confirmed"), why
    with console.db.read() as session:
        last = max(session.exec(select(Creative)), key=lambda one: one.id or 0)
        kept = session.exec(select(CreativePart).where(CreativePart.creative_id == last.id)).all()
    assert {one.part: (one.width, one.height) for one in kept} == {
        part.part: counter.size(part.part) for part in form.parts
    }


def test_each_part_is_held_against_its_own_size_and_limit(counter: Counter):
    for part in counter._form.parts:
        width, height = counter.size(part.part)
        exact = part.width != 0
        rest = [one.part for one in counter._form.parts]
        _, said, _ = counter.hand_in(*rest, **{part.part: files.jpg((width + 1, height))})
        told = [(one["code"], one["where"]) for one in said["findings"]]
        assert told == ([("size.wrong", part.part)] if exact else [])
        heavy = files.jpg((width, height), weight=LIMIT_KB * 1024 + 1)
        _, said, _ = counter.hand_in(*rest, **{part.part: heavy})
        assert [(one["code"], one["where"]) for one in said["findings"]] == [
            ("size.over_limit", part.part)
        ]
