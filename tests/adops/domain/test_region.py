"""Spellings of one region (checks.md, `checks.regions`)."""

import shutil
from pathlib import Path

import pytest
import yaml

from adops.catalog.checks import load_checks
from adops.domain.region import region_name, regions_named

NAMES = {
    "北京市": "北京",
    "北京": "北京",
    " 上海市 ": "上海",
    "河北省": "河北",
    "黑龙江省": "黑龙江",
    "吉林省": "吉林省",
    "吉林市": "吉林",
    "内蒙古自治区": "内蒙古",
    "广西壮族自治区": "广西",
    "宁夏回族自治区": "宁夏",
    "新疆维吾尔自治区": "新疆",
    "香港特别行政区": "香港",
    "呼和浩特市": "呼和浩特",
    "盐城市": "盐城",
    "成都市": "成都",
    "津市市": "津市",
    "沙市": "沙市",
    "津市": "津市",
    "自治区": "自治区",
    "一线城市": "一线城市",
    "其他城市": "其他城市",
    "全国": "全国",
    "北京市朝阳区": "北京市朝阳区",
    "": "",
}


@pytest.mark.parametrize(("name", "folded"), NAMES.items(), ids=NAMES.keys())
def test_one_name_of_a_region(name: str, folded: str) -> None:
    assert region_name(name) == folded
    assert region_name(folded) == folded, "a name that was folded stays"


def test_each_region_once_in_their_order() -> None:
    assert regions_named(["河北省", "北京市", "北京", "河北"]) == ("河北", "北京")


def test_where_the_machine_looks_from_may_be_spelt_in_full(tmp_path: Path) -> None:
    config = shutil.copytree("config", tmp_path / "config")
    path = config / "checks.yaml"
    known = yaml.safe_load(path.read_text(encoding="utf-8")) | {"regions": ["北京市", "河北省"]}
    path.write_text(yaml.safe_dump(known, allow_unicode=True), encoding="utf-8")
    assert load_checks(config).regions == ("北京", "河北")
