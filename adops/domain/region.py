"""Names of regions as they are kept and compared (checks.md, `checks.regions`; rules.md §1)."""

from collections.abc import Iterable

EVERYWHERE = frozenset({"全国", "全流量"})
ENDINGS = ("维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "特别行政区", "省", "市")
HOMONYMS = frozenset({"吉林省"})  # a city of it has the same name
SHORTEST = 2  # 沙市 and 津市 are whole names


def region_name(name: str) -> str:
    """`上海市` and `上海`, `河北省` and `河北` are one region. One ending goes, where a name is
    left; `其他城市` is a phrase and stays, `盐城市` is a name; `吉林省` is not its city 吉林."""
    name = name.strip()
    if name in HOMONYMS:
        return name
    if name.endswith("城市") and len(name) > len("盐城市"):
        return name
    short = next((name.removesuffix(one) for one in ENDINGS if name.endswith(one)), name)
    return short if len(short) >= SHORTEST else name


def regions_named(names: Iterable[str]) -> tuple[str, ...]:
    """In their order, each once."""
    return tuple(dict.fromkeys(map(region_name, names)))
