"""Forms of several files: complete only with all of them (rules.md §5, part.missing)."""

from collections.abc import Callable, Mapping

from adops.catalog.ratecard import load_ratecard
from adops.domain.slot import SlotSpec
from tests.adops import files, films
from tests.adops.cases import CONFIG
from tests.adops.corpus.row import File, Row

MISSING, WRONG, OVER = "reject part.missing", "reject size.wrong", "size.over_limit"
CARD = load_ratecard(CONFIG)
COUPLET = CARD["PDPS000000047144"].spec()
SPANNING = CARD["PDPS000000006450"].spec()
FLOATING = CARD["PDPS000000002520"].spec()
UNFOLDING = CARD["LJ-HOME-DL"].spec()
FULL = CARD["LJ-HOME-QP"].spec()
FLIPPING = CARD["LJ-HOME-FP"].spec()
NAMED = CARD["LJ-HOME-GM"].spec()
THREE = CARD["LJ-APP-XXL-3"].spec()
SEARCH = CARD["LJ-LP-SEARCH"].spec()
FORMS: Mapping[str, SlotSpec] = {
    "对联": COUPLET,
    "跨栏": SPANNING,
    "流媒体": FLOATING,
    "扩展对联": UNFOLDING,
    "翻牌": FLIPPING,
    "冠名": NAMED,
    "信息流三图": THREE,
}


def _whole(spec: SlotSpec, **instead: Callable[[], bytes]) -> dict[str, File]:
    """A JPEG of the right size for each part; `instead` other files."""
    return {
        one.part: File(
            f"{one.part}.jpg",
            instead.get(one.part, lambda one=one: files.jpg((one.width, one.height))),  # type: ignore[misc]
        )
        for one in spec.parts
    }


def _without(spec: SlotSpec, part: str) -> dict[str, File]:
    return {name: file for name, file in _whole(spec).items() if name != part}


def _wider(width: int, height: int) -> Callable[[], bytes]:
    return lambda: files.jpg((width + 1, height))


def _heavy(width: int, height: int, weight: int) -> Callable[[], bytes]:
    return lambda: files.jpg((width, height), weight=weight)


ROWS: list[Row] = [Row(f"{name}，齐", spec, "pass", _whole(spec)) for name, spec in FORMS.items()]
ROWS += [
    Row(f"{name}，缺 {one.part}", spec, MISSING, _without(spec, one.part))
    for name, spec in FORMS.items()
    for one in spec.parts
]
ROWS += [
    Row(f"{name}，{one.part} 宽 1 像素", spec, WRONG,
        _whole(spec, **{one.part: _wider(one.width, one.height)}))
    for name, spec in FORMS.items()
    for one in spec.parts
]  # fmt: skip
ROWS += [
    Row("对联，右侧超 1 字节（新浪）", COUPLET, "reject size.sina_strict",
        _whole(COUPLET, right=_heavy(100, 300, 30_721))),
    Row("扩展对联，收起的一侧超 1 字节", UNFOLDING, f"needs_approval {OVER}",
        _whole(UNFOLDING, left=_heavy(25, 300, 15_361))),
    Row("扩展对联，两侧和展开都超", UNFOLDING, f"needs_approval {OVER} {OVER} {OVER}",
        _whole(UNFOLDING, left=_heavy(25, 300, 15_361), right=_heavy(25, 300, 23_040),
               main=_heavy(950, 70, 15_362))),
    Row("翻牌，背面超过 1.5 倍", FLIPPING, "reject size.over_cap",
        _whole(FLIPPING, back=_heavy(160, 90, 23_041))),
    Row("冠名，两张都不对", NAMED, "reject size.wrong size.wrong",
        _whole(NAMED, main=_wider(130, 25), expanded=_wider(200, 100))),
    Row("对联，左右都缺", COUPLET, "reject part.missing part.missing", {}),
    Row("全屏，没有重播条", FULL, "pass", _without(FULL, "replay")),
    Row("全屏，有重播条", FULL, "pass", _whole(FULL)),
    Row("全屏，重播条不对", FULL, WRONG, _whole(FULL, replay=_wider(25, 100))),
    Row("全屏，只有重播条", FULL, MISSING, _without(FULL, "main")),
    Row("流媒体，大图是视频", FLOATING, "pass",
        {**_whole(FLOATING),
         "main": File("ad.mp4", lambda: films.film(size=(1000, 450), frames=5))}),
    Row("流媒体，小图格式不收", FLOATING, "reject format.not_allowed",
        {**_whole(FLOATING), "mini": File("ad.webp", lambda: files.webp((25, 150)))}),
    Row("搜索推荐，80×60 的图", SEARCH, "pass", _whole(SEARCH)),
    Row("搜索推荐，交了 365×90 的整块", SEARCH, WRONG,
        _whole(SEARCH, main=lambda: files.jpg((365, 90)))),
]  # fmt: skip
