"""Every code that a package-ad mail can give has words in both languages, naming its label."""

import re
from pathlib import Path
from string import Formatter

import pytest

from adops.domain.package_ad import AdProblem, Fault, Label
from adops.phrases.package_ads import EN, ZH, message, problem_data

CODE = re.compile(r'"((?:label|name|number|slot|period|regions|ad)\.[a-z_]+)"')


def test_every_code_of_the_sources_has_words_and_no_words_are_left_over() -> None:
    sources = Path("adops/rules/package_ads").glob("*.py")
    given = {code for path in sources for code in CODE.findall(path.read_text("utf-8"))}
    assert given == set(ZH) == set(EN)


@pytest.mark.parametrize("code", sorted(ZH))
def test_both_languages_name_the_label_and_say_the_same(code: str) -> None:
    names = [
        {name for _, name, _, _ in Formatter().parse(words[code]) if name} for words in (ZH, EN)
    ]
    assert names[0] == names[1]
    assert "label" in names[0]


def test_a_problem_says_all_its_faults_and_cuts_long_values() -> None:
    faults = (
        Fault("label.missing", Label.REGIONS, 3),
        Fault("period.no_such_day", Label.PERIOD, 4, "{2014.2.30}" + "x" * 100),
    )
    problem = AdProblem(3, "合同号:A1", faults)
    assert problem_data(problem) == {
        "line": 3,
        "text": "合同号:A1",
        "code": "label.missing",
        "message": "缺少“定向地域”；“投放周期”里有一天不存在：{2014.2.30}" + "x" * 49 + "…",
    }
    assert message(problem, "en").startswith("“定向地域” is missing; “投放周期” names")
