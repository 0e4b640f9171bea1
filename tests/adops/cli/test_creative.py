"""`adops creative check` from its arguments to its JSON and exit code (interfaces.md).

The words in the pictures are left out here; they have test_creative_words.py.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from adops import settings
from adops.cli.run import Command, run
from adops.db import Database
from adops.migrations import upgrade
from tests.adops import files, films
from tests.adops.inspect.pictures import cmyk, photo

COMMANDS = {"creative check": Command("adops.cli.creative:check", "")}
BANNER, SINA, COUPLET, SPANNING, TEXT = (
    "LJ-HOME-TL01",
    "PDPS000000003875",
    "PDPS000000047144",
    "PDPS000000006450",
    "LJ-HOME-TXT",
)
KEYS = [
    "verdict",
    "format",
    "width",
    "height",
    "bytes",
    "frames",
    "seconds",
    "findings",
    "suggestion",
]


class Desk:
    """Writes files and runs the command on them, without reading pictures."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capsys = capsys

    def file(self, name: str, data: bytes) -> str:
        path = self.folder / name
        path.write_bytes(data)
        return str(path)

    def run(self, *words: str) -> tuple[int, str, str]:
        code = run(COMMANDS, ["creative", "check", *words, "--no-ocr"])
        out, err = self.capsys.readouterr()
        return code, out, err

    def json(self, *words: str):
        code, out, err = self.run(*words, "--json")
        assert err == ""
        return code, json.loads(out)


@pytest.fixture
def desk(tmp_path, capsys):
    settings.load.cache_clear()
    yield Desk(tmp_path, capsys)
    settings.load.cache_clear()


def test_a_good_file_passes_with_an_empty_list(desk):
    code, said = desk.json(desk.file("a.jpg", files.jpg(weight=30_720)), "--slot", BANNER)
    assert code == 0
    assert list(said) == KEYS
    assert said == {
        "verdict": "pass",
        "format": "jpg",
        "width": 950,
        "height": 90,
        "bytes": 30_720,
        "frames": 1,
        "seconds": 0,
        "findings": [],
        "suggestion": None,
    }


@pytest.mark.parametrize(
    ("slot", "weight", "verdict", "found"),
    [
        (BANNER, 30_720, "pass", []),
        (BANNER, 30_721, "needs_approval", ["size.over_limit"]),
        (BANNER, 46_080, "needs_approval", ["size.over_limit"]),
        (BANNER, 46_081, "reject", ["size.over_cap"]),
        (SINA, 30_720, "pass", []),
        (SINA, 30_721, "reject", ["size.sina_strict"]),
        (SINA, 46_081, "reject", ["size.sina_strict"]),
    ],
)
def test_the_byte_boundaries(desk, slot, weight, verdict, found):
    code, said = desk.json(desk.file("a.jpg", files.jpg(weight=weight)), "--slot", slot)
    assert said["verdict"] == verdict
    assert [one["code"] for one in said["findings"]] == found
    assert code == (0 if verdict == "pass" else 1)


def test_a_warning_passes(desk):
    code, said = desk.json(desk.file("a.png", files.jpg()), "--slot", BANNER)
    assert (code, said["verdict"]) == (0, "warn")
    assert said["findings"][0]["measured"] == "jpg"


def test_several_creatives_are_a_list_in_order_with_the_worst_exit_code(desk):
    good = desk.file("b.jpg", files.jpg())
    wrong = desk.file("a.jpg", files.jpg((951, 90)))
    code, said = desk.json(good, wrong, "--slot", BANNER)
    assert code == 1
    assert [one["file"] for one in said] == [good, wrong]
    assert list(said[0]) == ["file", *KEYS]
    assert [one["verdict"] for one in said] == ["pass", "reject"]


def test_what_a_film_is_stands_beside_its_size(desk):
    film = desk.file("a.mp4", films.film(size=(314, 306), audio="aac"))
    code, out, err = desk.run(film, "--slot", "LJ-HOME-SPSC")
    assert (code, err) == (1, "")
    assert "mp4，314×306" in out
    assert "H.264，0.4 秒，每秒 25 帧，有声音（AAC）" in out
    assert "没有同意播放声音" in out


def test_parts_of_one_creative_stand_together(desk):
    side = files.jpg((100, 300))
    left, right = desk.file("l.jpg", side), desk.file("r.jpg", side)
    code, said = desk.json(f"left={left}", f"right={right}", "--slot", COUPLET)
    assert (code, said["verdict"]) == (0, "pass")
    code, said = desk.json(f"left={left}", "--slot", COUPLET)
    assert (code, said["findings"][0]["code"]) == (1, "part.missing")


def test_a_part_given_again_begins_the_next_creative(desk):
    main = desk.file("m.jpg", files.jpg((1000, 90)))
    side = desk.file("s.jpg", files.jpg((120, 270)))
    sides = (f"left={side}", f"right={side}")
    code, said = desk.json(main, *sides, f"main={main}", *sides, main, "--slot", SPANNING)
    assert code == 1
    assert [one["verdict"] for one in said] == ["pass", "pass", "reject"]


def test_the_large_file_of_a_pair_may_be_called_big(desk):
    big = desk.file("b.jpg", files.jpg((1000, 450)))
    mini = desk.file("m.jpg", files.jpg((25, 150)))
    code, said = desk.json(f"big={big}", f"mini={mini}", "--slot", "PDPS000000002520")
    assert (code, said["verdict"], said["width"]) == (0, "pass", 1000)


def test_a_path_may_hold_an_equals_sign(desk):
    odd = desk.file("a=b.jpg", files.jpg())
    assert desk.json(odd, "--slot", BANNER)[0] == 0


def test_words_of_a_text_link(desk):
    code, said = desk.json(desk.file("a.txt", "京西新盘开售".encode()), "--slot", TEXT)
    assert (code, said["verdict"], said["format"]) == (0, "pass", "text")
    code, said = desk.json(desk.file("b.txt", ("字" * 16).encode()), "--slot", TEXT)
    assert (code, said["verdict"]) == (1, "needs_approval")


def test_an_unsafe_link(desk):
    good = desk.file("a.jpg", files.jpg())
    code, said = desk.json(good, "--slot", BANNER, "--click-url", "http://127.1/")
    assert (code, said["findings"][0]["code"]) == (1, "link.unsafe")
    assert desk.json(good, "--slot", BANNER, "--click-url", "https://a.example.com/")[0] == 0


def test_a_private_host_may_be_allowed_by_setting(desk, monkeypatch):
    monkeypatch.setenv("ADOPS_ALLOW_HOSTS", "127.0.0.1:8901")
    good = desk.file("a.jpg", files.jpg())
    assert desk.json(good, "--slot", BANNER, "--click-url", "http://127.0.0.1:8901/x")[0] == 0


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("a.jpg", "--slot", "NO-SUCH"), "slot.unknown"),
        (("no.jpg", "--slot", BANNER), "file.unreadable"),
        ((".", "--slot", BANNER), "file.unreadable"),
        (("top=a.jpg", "--slot", BANNER), "part.unknown"),
        (("a.jpg", "--slot", COUPLET), "part.not_said"),
    ],
)
def test_wrong_use_is_named_and_nothing_is_printed(desk, monkeypatch, words, named):
    desk.file("a.jpg", files.jpg())
    monkeypatch.setenv("ADOPS_CONFIG", str(Path("config").absolute()))
    monkeypatch.chdir(desk.folder)
    code, out, err = desk.run(*words, "--json")
    assert (code, out) == (2, "")
    assert named in err


def test_people_read_a_table_in_chinese(desk):
    code, out, _ = desk.run(
        desk.file("a.jpg", files.jpg((951, 90), weight=30_721)),
        desk.file("b.gif", files.moving(size=(950, 90))),
        "--slot",
        BANNER,
    )
    assert code == 1
    assert "尺寸是 951×90，应为 950×90" in out
    assert "30,721 字节（30.00 KB）" in out
    assert "2 帧，一轮 1 秒" in out
    assert "共 2 个创意：通过 1" in out
    assert "\x1b" not in out


@pytest.fixture
def slot_at_home(tmp_path, factory):
    """Puts a slot into a home of its own."""

    def put(**given: Any) -> None:
        home = tmp_path / "home"
        home.mkdir(exist_ok=True)
        database = Database(f"sqlite:///{home / 'adops.sqlite'}")
        upgrade(database)
        with database.write() as session:
            factory.slot(session, **given)
        database.close()

    return put


def test_the_homes_own_slot_goes_before_the_rate_card(desk, slot_at_home):
    slot_at_home(code=BANNER, width=300, height=250, limit_bytes=10_000)
    code, said = desk.json(desk.file("a.jpg", files.jpg((300, 250))), "--slot", BANNER)
    assert (code, said["verdict"]) == (0, "pass")
    code, said = desk.json(desk.file("b.jpg", files.jpg()), "--slot", BANNER)
    assert said["findings"][0]["allowed"] == "300×250"
    code, said = desk.json(desk.file("c.jpg", files.jpg()), "--slot", "LJ-HOME-TL02")
    assert (code, said["verdict"]) == (0, "pass")


@pytest.mark.parametrize(
    ("copy", "verdict", "found"),
    [
        ("湖畔新品，静待知音", "pass", []),
        ("全城热销", "warn", ["content.promise_service"]),
        ("享最 佳人居", "needs_approval", ["content.absolute"]),
        ("風水寶地", "reject", ["content.superstition"]),
    ],
)
def test_the_copy_is_held_against_the_law(desk, copy, verdict, found):
    file = desk.file("a.jpg", files.jpg())
    code, said = desk.json(file, "--slot", BANNER, "--copy", copy)
    assert (said["verdict"], [one["code"] for one in said["findings"]]) == (verdict, found)
    assert code == (0 if verdict in {"pass", "warn"} else 1)
    assert all(one["where"] == "copy" and one["message"] for one in said["findings"])


def test_without_a_copy_nothing_is_asked_about_words(desk):
    assert desk.json(desk.file("a.jpg", files.jpg()), "--slot", BANNER)[1]["findings"] == []


def test_the_copy_is_judged_for_every_creative(desk):
    one, other = desk.file("a.jpg", files.jpg()), desk.file("b.jpg", files.jpg())
    code, said = desk.json(one, other, "--slot", BANNER, "--copy", "国家级住区")
    assert (code, [each["verdict"] for each in said]) == (1, ["needs_approval"] * 2)


@pytest.mark.parametrize(("station", "found"), [("gz", ["needs_approval"]), ("tj", [])])
def test_the_list_is_that_of_the_slots_station(desk, slot_at_home, station, found):
    slot_at_home(code="LJ-OWN-01", station=station)
    copy = "主城现房15000元/平起，价格有效期至2026年12月31日"
    file = desk.file("a.jpg", files.jpg())
    said = desk.json(file, "--slot", "lj-own-01", "--copy", copy)[1]
    assert [one["severity"] for one in said["findings"]] == found


# what is offered mended


HEAVY = files.saved(photo((950, 90), grain=20), "JPEG", quality=95)


def test_a_mended_file_is_suggested(desk):
    code, said = desk.json(desk.file("顶通.jpg", HEAVY), "--slot", BANNER, "--no-ocr")
    offer = said["suggestion"]
    assert (code, said["verdict"], said["bytes"]) == (1, "reject", len(HEAVY))
    assert list(offer) == [
        "part", "name", "format", "width", "height", "bytes", "quality", "similarity", "mends",
        "verdict",
    ]  # fmt: skip
    assert (offer["part"], offer["name"], offer["format"]) == ("main", "顶通.jpg", "jpg")
    assert (offer["width"], offer["height"], offer["verdict"]) == (950, 90, "pass")
    assert 0 < offer["bytes"] <= 30_720
    assert 0.9 <= offer["similarity"] < 1
    assert offer["mends"] == ["weight"]


@pytest.mark.parametrize(
    ("data", "mends"),
    [
        pytest.param(cmyk(photo((950, 90), grain=0), quality=60), ["cmyk"], id="cmyk"),
        pytest.param(files.turned_jpg(), ["orientation"], id="turned"),
        pytest.param(HEAVY + bytes(20_000), ["weight"], id="heavy"),
        pytest.param(files.jpg(), None, id="nothing-is-wrong"),
        pytest.param(files.jpg((960, 90), weight=50_000), None, id="wrong-size"),
        pytest.param(files.moving(delays=[500] * 3), None, id="animation"),
        pytest.param(HEAVY[:20_000], None, id="broken"),
        pytest.param(b"", None, id="empty"),
    ],
)
def test_only_what_a_machine_mends_is(desk, data, mends):
    _, said = desk.json(desk.file("a.jpg", data), "--slot", BANNER, "--no-ocr")
    offer = said["suggestion"]
    assert (offer and offer["mends"]) == mends


def test_several_parts_are_a_list(desk):
    given = files.saved(photo((100, 300), grain=30), "JPEG", quality=99)
    sides = [f"{part}={desk.file(f'{part}.jpg', given)}" for part in ("left", "right")]
    _, said = desk.json(*sides, "--slot", COUPLET, "--no-ocr")
    assert [one["part"] for one in said["suggestion"]] == ["left", "right"]


def test_the_same_in_words_with_the_way_to_take_it(desk):
    _, out, _ = desk.run(desk.file("a.jpg", HEAVY), "--slot", BANNER, "--no-ocr")
    assert "改好的文件 主文件 a.jpg：" in out
    assert "相似度 0.9" in out
    assert "--take-suggestion" in out
