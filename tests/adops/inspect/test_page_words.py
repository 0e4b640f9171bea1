"""Words a reader sees on a landing page, whatever its bytes are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adops.inspect.page_words import FIRST_SCREEN, words_of_page

PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>财富公馆 · 首页</title>
<meta name="description" content="搜索引擎才读"><style>.最佳{{color:red}}</style>
<script>var words = "国家级";</script></head>
<body><h1>从容<b>生活</b></h1><p>建筑面积约&nbsp;143㎡</p><img src="a.jpg" alt="效果图">
<input type="hidden" value="密钥"><input type="submit" value="预约看房"></body></html>"""
SEEN = "财富公馆 · 首页\n从容生活\n建筑面积约 143㎡\n效果图 预约看房"


@pytest.mark.parametrize(
    ("charset", "header"),
    [("utf-8", None), ("gb18030", None), ("gb2312", None), ("gbk", "GBK"), ("utf-8", "nonsense")],
)
def test_only_what_is_seen_counts_in_any_charset(charset: str, header: str | None) -> None:
    content = PAGE.format(charset=charset).encode("gb18030" if charset[0] == "g" else charset)
    words = words_of_page(content, header)
    assert words.title == "财富公馆 · 首页"
    assert words.text == SEEN
    assert words.first_screen == SEEN


def test_a_page_without_any_claim_is_told_by_its_bytes() -> None:
    assert words_of_page("<p>最佳</p>".encode("gb18030")).text == "最佳"
    assert words_of_page("<p>最佳</p>".encode()).text == "最佳"


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>从<!-- 国家级 -->容</p>", "从容"),
        ("<p>从<!-->容</p><!-- <p>最佳</p> --><p>生活</p>", "从容\n生活"),
        ("<![if !vml]><p>从容</p><![endif]>", "从容"),
        ("<p>从容</p><!-- 没有结尾", "从容"),
        ("<p>从容</p><a href='没有结尾", "从容"),
        ("<p>从容", "从容"),
        ("<p>从容</p><<!-- -->!-- <p>生活</p>", "从容"),
    ],
)
def test_comments_and_tags_without_an_end(page: str, text: str) -> None:
    assert words_of_page(page.encode()).text == text


@pytest.mark.parametrize("piece", ["<!--", "<![CDATA[", "<a b='", "</", "<!", "<?", "&#"])
@pytest.mark.parametrize("end", ["", ">"])
def test_pages_made_to_be_slow_end(piece: str, end: str) -> None:
    assert len(words_of_page((piece * 200_000 + end).encode()).text) <= 400_000


def test_the_first_screen_is_the_beginning() -> None:
    words = words_of_page(("<p>开头</p>" + "<p>很长</p>" * 2000 + "<p>结尾</p>").encode())
    assert words.first_screen.startswith("开头") and len(words.first_screen) == FIRST_SCREEN
    assert words.text.endswith("结尾")


@given(st.binary(max_size=2000), st.one_of(st.none(), st.text(max_size=20)))
def test_any_bytes_give_words(content: bytes, charset: str | None) -> None:
    assert isinstance(words_of_page(content, charset).text, str)


@given(st.text(alphabet="<>/!-&;sciptylenorm ab最佳\"'=", max_size=200))
def test_any_markup_gives_words(text: str) -> None:
    assert isinstance(words_of_page(text.encode()).text, str)
