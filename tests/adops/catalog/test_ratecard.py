"""The default rate card and its forms (domain.md 1.4, 1.8)."""

import shutil
from pathlib import Path

import pytest

from adops.catalog.forms import find_form, load_forms
from adops.catalog.ratecard import load_ratecard, spec
from adops.catalog.review import load_bounds, load_terms
from adops.domain.slot import Device, Owner, PartSpec, Unit
from adops.errors import InputError
from tests.adops.cases import CONFIG

KB = 1024


@pytest.fixture
def config(tmp_path):
    """A copy of the configuration that a test may spoil."""
    for name in ("ratecard.csv", "forms.yaml", "review.yaml"):
        shutil.copy(CONFIG / name, tmp_path / name)
    return tmp_path


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def load_all(config: Path) -> object:
    return load_ratecard(config), load_terms(config), load_bounds(config)


def test_all_slots_are_there_each_with_a_form():
    items = load_ratecard(CONFIG)
    assert len(items) == 102
    assert sum(item.owner is Owner.SINA for item in items.values()) == 49


def test_an_item_says_what_binds_and_that_its_price_is_none_to_rely_on():
    item = load_ratecard(CONFIG)["LJ-HOME-TL01"]
    assert (item.form.name, item.rotations, item.unit, item.device) == (
        "通栏",
        4,
        Unit.DAY,
        Device.PC,
    )
    assert (item.price_fen, item.price_is_placeholder) == (800_000, True)
    assert "max_kb" in item.placeholders
    found = spec(CONFIG, "LJ-HOME-TL01")
    assert found is not None
    assert found.parts == (PartSpec("main", 950, 90, 30 * KB),)
    assert (found.max_seconds, found.formats) == (15, ("jpg", "png", "gif", "html5"))


@pytest.mark.parametrize("code", ["LejuText1-1", " lejutext1-1", "ＬＥＪＵＴＥＸＴ１-１"])
def test_a_code_is_folded(code):
    found = spec(CONFIG, code)
    assert found is not None
    assert (found.code, found.text_limit) == ("LejuText1-1", 15)


def test_a_slot_it_does_not_have():
    assert spec(CONFIG, "NO-SUCH") is None


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("PDPS000000047144", [("left", 100, 300, 30), ("right", 100, 300, 30)]),
        ("PDPS000000006450",
         [("main", 1000, 90, 30), ("left", 120, 270, 30), ("right", 120, 270, 30)]),
        ("PDPS000000002520", [("main", 1000, 450, 50), ("mini", 25, 150, 50)]),
        ("LJ-HOME-DL", [("left", 25, 300, 15), ("right", 25, 300, 15), ("main", 950, 70, 15)]),
        ("LJ-HOME-TXT", [("main", 0, 0, 0)]),
        ("LJ-NEWS-HZH", [("main", 300, 250, 30)]),
    ],
    ids=["对联", "跨栏", "流媒体", "扩展对联", "文字链", "画中画"],
)  # fmt: skip
def test_the_parts_of_a_form(code, parts):
    found = spec(CONFIG, code)
    assert found is not None
    assert [
        (one.part, one.width, one.height, one.limit_bytes // KB) for one in found.parts
    ] == parts


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("通栏", "通栏"),
        (" 对联 ", "对联"),
        ("首页底部浮层通栏950*70", "底浮"),
        ("APP 开屏", "开屏"),
        ("没有这种", None),
    ],
)
def test_a_form_is_found_by_its_name_or_a_slots(word, name):
    form = find_form(CONFIG, word)
    assert (form and form.name) == name


def test_a_form_tells_when_it_shows_and_whether_it_must_close():
    popup = find_form(CONFIG, "弹窗")
    assert popup is not None
    assert (popup.wait_seconds, popup.needs_close) == (15, True)
    assert len({form.name for form in load_forms(CONFIG)}) == len(load_forms(CONFIG))


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        ("ratecard.csv", ",LEJU,", ",LEJV,", "owner"),
        ("ratecard.csv", "1000,90,30,", "1000,90,-30,", "max_kb"),
        ("ratecard.csv", "jpg|png|gif|html5", "jpg|swf", "formats"),
        ("ratecard.csv", "顶部通栏", "顶部", "name_zh"),
        ("ratecard.csv", "PDPS000000025256", "PDPS000000045825", "slot_code"),
        ("ratecard.csv", "slot_code,", "slot,", "slot_code"),
        ("ratecard.csv", ",note", ",note,more", "more"),
        ("forms.yaml", "behaviour: expanding", "behaviour: exploding", "behaviour"),
        ("forms.yaml", "wait_seconds: 15", "wait: 15", "wait"),
        ("forms.yaml", "name: 对联", "name: 扩展对联", "forms"),
        ("forms.yaml", "{part: back}", "{part: main}", "parts"),
        ("review.yaml", "fps: 15", "fps: fast", "terms.fps"),
        ("review.yaml", "seconds: 15", "secs: 15", "terms.seconds"),
        ("review.yaml", "frames: 600", "frames: 0", "bounds.frames"),
    ],
)
def test_an_error_names_file_and_key(config, file, old, new, key):
    spoil(config / file, old, new)
    with pytest.raises(InputError) as caught:
        load_all(config)
    assert caught.value.code == "config.invalid"
    assert caught.value.facts["file"].endswith(file)
    assert key in caught.value.facts["key"]


@pytest.mark.parametrize("file", ["ratecard.csv", "forms.yaml", "review.yaml"])
def test_a_file_that_is_not_there_is_named(config, file):
    (config / file).unlink()
    with pytest.raises(InputError) as caught:
        load_all(config)
    assert caught.value.code == "config.unreadable"
