"""Every kind, state and step has words in both languages; a refusal names the state in them."""

import pytest

from adops.domain.execution import ExecutionState, ItemKind, Step, SwapState
from adops.errors import RuleError
from adops.phrases.errors import spoken
from adops.phrases.execution import KINDS, STATES, STEPS, TONES


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_all_have_words(lang: str) -> None:
    assert set(KINDS[lang]) == set(ItemKind)
    assert set(STEPS[lang]) == set(Step)
    assert set(STATES[lang]) == {*ExecutionState, *SwapState}
    assert set(TONES) == set(ExecutionState)


@pytest.mark.parametrize(
    ("code", "state", "word"),
    [
        ("execution.wrong_state", "waiting", "缺创意"),
        ("swap.wrong_state", "done", "已替换"),
        ("creative.wrong_state", "live", "已上线"),
        ("mail.wrong_state", "waiting", "待发送"),
    ],
)
def test_a_refusal_names_the_state(code: str, state: str, word: str) -> None:
    assert f"（{word}）" in spoken(RuleError(code, state=state, act="live"))
