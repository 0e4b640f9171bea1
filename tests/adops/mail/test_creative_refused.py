"""The answer to sales, read as it is opened: what was measured, what is allowed, how to mend it."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest

from adops.domain.creative import Code
from adops.domain.finding import Finding, Severity
from adops.mail.creative_refused import Answer, Limit, MendedOffer, creative_refused
from adops.phrases.mending import Kind

REJECT, APPROVAL, WARN = Severity.REJECT, Severity.NEEDS_APPROVAL, Severity.WARN
HEAVY = Finding(Code.SIZE_OVER_CAP, REJECT, 61_441, 30_720, "main")
OFFER = MendedOffer("main", 61_441, 29_870, 30_720, "jpg", 0.984, ("weight",))
ANSWER = Answer(
    contract_no="RLZ12345",
    contract_name="财富公馆",
    slot_code="LJ-FIN-TL01",
    slot_name="财经首页顶部通栏",
    version=2,
    findings=[HEAVY],
    limits=[Limit("main", 1000, 90, 30_720)],
    formats=("jpg", "png", "html5"),
    seconds=15,
    go_live=date(2026, 11, 23),
    sales="王销售",
    kinds={"main": Kind("jpg")},
)


def told(answer: Answer) -> tuple[str, str]:
    """The text, and what the HTML says without its marks."""
    words = creative_refused(answer)
    plain = unescape(re.sub(r"<[^>]+>", "", words.html))
    return words.text, plain


def say_all(answer: Answer, *said: str) -> None:
    for form in told(answer):
        for one in said:
            assert one in form


def test_it_says_what_it_is_about_and_what_may_be_handed_in() -> None:
    assert creative_refused(ANSWER).subject == "创意未通过：RLZ12345 财经首页顶部通栏 第2版"
    say_all(ANSWER, "王销售您好：", "RLZ12345", "财富公馆", "财经首页顶部通栏", "LJ-FIN-TL01")
    say_all(ANSWER, "11月23日 周一", "1000×90 像素", "30,720 字节（30.00 KB）", "JPG、PNG、HTML5")
    say_all(ANSWER, "动画一轮不超过 15 秒", "以上内容可直接转发")


def test_the_text_is_the_text() -> None:
    assert told(replace(ANSWER, offers=[OFFER]))[0] == (
        "王销售您好：\n"
        "\n"
        "合同 RLZ12345 财富公馆 在广告位 财经首页顶部通栏（LJ-FIN-TL01）的创意第2版"
        "未通过审核，请修改后重新提交。\n"
        "计划上线：11月23日 周一\n"
        "\n"
        "审核意见\n"
        "1. 【不通过】文件 61,441 字节（60.00 KB），上限 30,720 字节（30.00 KB），"
        "超出 30,721 字节，超过了可特批的范围，请压缩\n"
        "   怎么改：JPG：用“存储为 Web 所用格式”，品质 60–80，不带元数据；"
        "PNG：改成 256 色以内的 PNG-8，照片类改用 JPG\n"
        "\n"
        "广告位要求\n"
        "- 主文件：1000×90 像素，不超过 30,720 字节（30.00 KB）\n"
        "- 格式：JPG、PNG、HTML5；动画一轮不超过 15 秒\n"
        "\n"
        "系统已有改好的文件\n"
        "- 主文件：29,870 字节（29.17 KB）（原 61,441 字节（60.00 KB）），"
        "与原图相似度 0.984（几乎看不出差别）；压缩了大小\n"
        "在投放台打开这份创意，对比后点“采用改好的文件”即提交为新版，不必再传文件。\n"
        "\n"
        "以上内容可直接转发给设计或客户。\n"
    )


def test_the_worst_comes_first() -> None:
    found = [
        Finding(Code.IMAGE_BLANK, WARN, None, None, "main"),
        Finding(Code.ANIMATION_TOO_LONG, APPROVAL, 20, 15, "main"),
        HEAVY,
    ]
    for form in told(replace(ANSWER, findings=found)):
        assert form.index("不通过】") < form.index("需特批】") < form.index("提醒】")


# id, finding, kind, what the reader is told to do
WAYS: list[tuple[str, Finding, Kind | None, str]] = [
    ("heavy animation", HEAVY, Kind("gif", moves=True), "减少帧数"),
    ("heavy film", HEAVY, Kind("mp4", moves=True), "H.264"),
    ("heavy package", HEAVY, Kind("html5"), "先压缩里面的图片"),
    ("heavy for sina", replace(HEAVY, code=Code.SIZE_SINA_STRICT), Kind("png"), "PNG-8"),
    ("cmyk", Finding(Code.IMAGE_CMYK, REJECT, "CMYK", "RGB", "main"), None, "RGB 颜色"),
    ("size", Finding(Code.SIZE_WRONG, REJECT, "950×90", "1000×90", "main"), None,
     "按 1000×90 像素新建画布"),
    ("too long", Finding(Code.ANIMATION_TOO_LONG, APPROVAL, 20, 15, "main"), None,
     "一轮不超过 15 秒"),
    ("too fast", Finding(Code.ANIMATION_TOO_FAST, APPROVAL, 20, 15, "main"), None,
     "每帧至少停留 67 毫秒"),
    ("loops", Finding(Code.ANIMATION_LOOPS, APPROVAL, "forever", 3, "main"), None,
     "循环次数设为 3"),
    ("flash", Finding(Code.ANIMATION_FLASH, APPROVAL, 5, 3, "main"), None, "每秒 3 次以内"),
    ("text", Finding(Code.TEXT_TOO_LONG, APPROVAL, 16, 15, "main"), None, "删去修饰词"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("finding", "kind", "how"), [pytest.param(*row, id=name) for name, *row in WAYS]
)
def test_each_finding_says_how_to_mend_it(finding: Finding, kind: Kind | None, how: str) -> None:
    kinds: Mapping[str, Kind] = {"main": kind} if kind else {}
    answer = replace(ANSWER, findings=[finding], kinds=kinds)
    for form in told(answer):
        assert how in form.split("怎么改：")[1].split("广告位要求")[0]


def test_an_offer_over_the_limit_says_that_it_needs_an_approval() -> None:
    over = replace(OFFER, size=40_000, mends=("weight", "format"), format="png")
    say_all(replace(ANSWER, offers=[over]), "仍超过上限，采用后还需申请创意特批", "格式换成了 PNG")
    for form in told(replace(ANSWER, offers=[OFFER])):
        assert "仍超过上限" not in form


def test_without_an_offer_none_is_spoken_of() -> None:
    for form in told(ANSWER):
        assert "改好" not in form


def test_what_a_placer_wrote_is_told() -> None:
    say_all(replace(ANSWER, findings=[], why="主图不对"), "退回说明：主图不对", "未通过审核")


def test_what_is_not_refused_is_not_called_so() -> None:
    answer = replace(ANSWER, findings=[Finding(Code.IMAGE_BLANK, WARN, None, None, "main")])
    assert creative_refused(answer).subject.startswith("创意审核结果")
    for form in told(answer):
        assert "未通过" not in form


def test_a_text_link_has_no_size_and_no_weight() -> None:
    words: dict[str, Any] = {
        "limits": [Limit("main", 0, 0, 0)],
        "formats": ("text",),
        "text_limit": 15,
    }
    answer = replace(ANSWER, seconds=None, **words)
    say_all(answer, "不超过 15 个字", "格式：文字")
    for form in told(answer):
        assert "像素" not in form.split("广告位要求")[1]
        assert "—" not in form


def test_words_of_others_are_no_markup() -> None:
    evil = "<script>x</script>"
    answer = replace(ANSWER, contract_name=evil, sales=evil, why=evil, slot_name=evil)
    assert "<script>" not in creative_refused(answer).html
    assert evil in creative_refused(answer).text


def test_the_page_of_the_mail_needs_nothing_from_elsewhere() -> None:
    html = creative_refused(replace(ANSWER, offers=[OFFER])).html
    assert not re.search(r"https?://|<img|<link|<style|src=", html)
