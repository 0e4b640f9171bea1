"""Sentences in the style of real ads: what must be caught and what must be left alone.

`bad.csv` names the categories of each sentence, `harmless.csv` the trap that it holds. A new
sentence is a new line; where it fails, the list or the engine is to be mended, not the sentence.
"""

import pytest

from tests.adops.rules.content.words import BAD, HARMLESS, categories, hits, sentence

LEAST = 0.98


@pytest.mark.parametrize("row", [pytest.param(row, id=row["sentence"]) for row in BAD])
def test_what_is_wrong_with_an_ad_is_caught(row):
    assert categories(sentence(row)) == set(row["expected"].split("|"))


@pytest.mark.parametrize("row", [pytest.param(row, id=row["sentence"]) for row in HARMLESS])
def test_harmless_words_are_left_alone(row):
    assert categories(sentence(row)) == set()


def test_precision_and_recall_over_all_sentences(capsys):
    right = wrong = missed = 0
    for row in (*BAD, *HARMLESS):
        found, wanted = (
            categories(sentence(row)),
            set((row.get("expected") or "").split("|")) - {""},
        )
        right += len(found & wanted)
        wrong += len(found - wanted)
        missed += len(wanted - found)
    precision, recall = right / (right + wrong), right / (right + missed)
    with capsys.disabled():
        print(f"\n{len(BAD)} bad, {len(HARMLESS)} harmless: {precision=:.4f} {recall=:.4f}")
    assert len(BAD) >= 150 and len(HARMLESS) >= 150
    assert precision >= LEAST and recall >= LEAST


@pytest.mark.parametrize(
    ("words", "category", "caught"),
    [
        pytest.param("未来五年最有价值区域", "absolute", "最有价值", id="郴州 20万, value"),
        pytest.param("最适合居住的地方", "absolute", "最适合居住", id="郴州 20万, living"),
        pytest.param("5分钟即见学校", "travel_time", "5分钟即见", id="保山 2025, school"),
        pytest.param("3分钟即见医院", "travel_time", "3分钟即见", id="保山 2025, hospital"),
        pytest.param(
            "教育房产双投资、升值空间大",
            "investment_return",
            "教育房产双投资",
            id="临沂 18万, double",
        ),
        pytest.param(
            "银城小学2021年9月份开学",
            "planning",
            "小学2021年9月份开学",
            id="临沂 18万, school opens",
        ),
        pytest.param("升值快、回报高", "investment_return", "升值快", id="太原 80万"),
        pytest.param("高回报高收益", "investment_return", "高回报", id="成都 15万, return"),
        pytest.param("地铁升值股", "investment_return", "升值股", id="成都 15万, metro"),
        pytest.param("首个城市综合体", "absolute", "首个", id="成都 20万, 首个"),
        pytest.param("唯一的选择", "absolute", "唯一", id="成都 20万, 唯一"),
        pytest.param("首创生态住区", "absolute", "首创", id="成都 20万, 首创"),
        pytest.param("最中心的生活", "absolute", "最中心", id="成都 20万, 最中心"),
        pytest.param("升值潜力巨大", "investment_return", "升值潜力", id="大连 20,200元, value"),
        pytest.param("龙脉所在", "superstition", "龙脉", id="大连 20,200元, 龙脉"),
        pytest.param("风水宝地", "superstition", "风水宝地", id="大连 20,200元, 风水宝地"),
        pytest.param("投资回报率9%", "investment_return", "投资回报率9%", id="宜宾 4万"),
        pytest.param("15分钟快速到达", "travel_time", "15分钟快速到达", id="杭州 2024"),
    ],
)
def test_words_that_were_fined_are_caught(words, category, caught):
    assert (category, caught) in {(hit.category, hit.words) for hit in hits(words)}
