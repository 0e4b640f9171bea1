"""Every named error that the code can raise has words; nothing has words that is never raised."""

import ast
from collections.abc import Iterator
from pathlib import Path

from adops import errors
from adops.errors import AdopsError
from adops.phrases.errors import ZH, sentence

ROOT = Path(__file__).parent.parent
CLASSES = {
    name
    for name, one in vars(errors).items()
    if isinstance(one, type) and issubclass(one, AdopsError)
}
MADE = {f"{thing}.wrong_state" for thing in ("booking", "creative", "approval", "ledger", "month")}


def raised() -> Iterator[tuple[str, str]]:
    for package in ("adops", "checks", "reports"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _name(node.func) in CLASSES and node.args:
                    code = node.args[0]
                    if isinstance(code, ast.Constant):
                        yield str(code.value), str(path.relative_to(ROOT))


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def test_every_code_has_words() -> None:
    without = sorted({f"{code} ({where})" for code, where in raised() if code not in ZH})
    assert not without, "\n".join(without)


def test_the_states_that_refuse_have_words() -> None:
    assert set(ZH) >= MADE


def test_no_sentence_breaks_on_a_missing_fact() -> None:
    for code in ZH:
        assert sentence(AdopsError(code)).endswith(f"[{code}]")
