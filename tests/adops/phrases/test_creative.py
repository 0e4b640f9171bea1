"""Every code of the review has words in both languages (architecture.md, style 2)."""

import re

import pytest

from adops.domain.creative import Code, LinkTrouble
from adops.domain.finding import Finding, Severity
from adops.phrases.creative import as_data, lines, message
from tests.adops.cases import LIMIT

MEASURED: dict[str, int | float | str] = {
    "size": LIMIT + 1,
    "format": "png",
    "animation": 16,
    "text": 15.5,
    "link": "http://10.0.0.1/",
}
ALLOWED: dict[str, int | float | str] = {
    "size": LIMIT,
    "format": "jpg|gif",
    "animation": 15,
    "text": 15,
    "link": LinkTrouble.PUBLIC.value,
    "part": "120×300",
}


def finding(code: Code, where: str = "main") -> Finding:
    area = code.value.partition(".")[0]
    if code is Code.SIZE_WRONG:
        return Finding(code.value, Severity.REJECT, "951×90", "950×90", where)
    return Finding(code.value, Severity.REJECT, MEASURED.get(area), ALLOWED.get(area), where)


@pytest.mark.parametrize("code", Code)
def test_each_code_has_words(code):
    zh, en = message(finding(code), "zh"), message(finding(code), "en")
    assert re.search(r"[\u4e00-\u9fff]", zh)
    assert re.search(r"[a-z]{3}", en)
    assert not re.search(r"[\u4e00-\u9fff]", en)
    assert code.value not in zh + en
    assert "{" not in zh + en


@pytest.mark.parametrize("trouble", LinkTrouble)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_trouble_of_a_link_has_words(trouble, lang):
    one = Finding("link.unsafe", Severity.REJECT, "http://x/", trouble.value, "click_url")
    assert trouble.value not in message(one, lang)


def test_weights_are_bytes_with_kb_beside():
    said = message(finding(Code.SIZE_OVER_LIMIT))
    assert "30,721 字节（30.00 KB）" in said
    assert "30,720 字节（30.00 KB）" in said
    assert "超出 1 字节" in said


def test_endless_loops_are_told_from_counted_ones():
    code, severity = "animation.loops", Severity.NEEDS_APPROVAL
    assert "无限循环" in message(Finding(code, severity, "forever", 3, "main"))
    assert "循环 4 次" in message(Finding(code, severity, 4, 3, "main"))


def test_a_side_file_is_named():
    assert message(finding(Code.FILE_BROKEN, "left")).startswith("左侧：")
    assert message(finding(Code.FILE_BROKEN, "left"), "en").startswith("left side: ")


def test_a_code_of_other_rules_stands_as_it_is():
    assert message(Finding("house_ad", Severity.WARN)) == "house_ad"


def test_the_json_has_exactly_the_keys_of_the_interface():
    data = as_data(finding(Code.SIZE_WRONG))
    assert list(data) == ["code", "severity", "message", "measured", "allowed", "where"]


def test_lines_can_be_forwarded():
    (line,) = lines([finding(Code.SIZE_WRONG)])
    assert line.startswith("【不通过】尺寸是 951×90，应为 950×90")
