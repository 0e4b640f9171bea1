"""Every word a finding about a package may carry is said in both languages."""

import re

import pytest

from adops.domain.finding import Finding, Severity
from adops.domain.html5 import ArchiveTrouble, Forbidden
from adops.phrases.creative import message
from adops.phrases.html5 import NOT_DONE

KEYS = [
    *(("html5.unsafe_archive", one.value) for one in ArchiveTrouble),
    *(("html5.forbidden", one.value) for one in Forbidden),
    *(("check.not_done", one) for one in NOT_DONE["zh"]),
]


@pytest.mark.parametrize(("code", "key"), KEYS)
def test_each_key_has_words(code, key):
    for lang in ("zh", "en"):
        said = message(Finding(code, Severity.REJECT, key), lang)
        assert bool(re.search(r"[\u4e00-\u9fff]", said)) is (lang == "zh")
        assert not re.search(rf"(?<![a-z]){re.escape(key)}(?![a-z])", said) or lang == "en"
    assert key in NOT_DONE["en"] or code != "check.not_done"


def test_several_are_listed():
    one = Finding("html5.forbidden", Severity.REJECT, "cookie|dialog")
    assert "读写 Cookie、弹出对话框" in message(one)
    assert "uses cookies, opens a dialog" in message(one, "en")


def test_bytes_have_their_thousands():
    one = Finding("html5.too_large", Severity.REJECT, 1_048_577, 1_048_576)
    assert "1,048,577 字节，最大 1,048,576 字节" in message(one)
