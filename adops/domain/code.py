"""Contract numbers, slot codes and 工号 as they are kept (rules.md §8)."""

import unicodedata


def folded(text: str) -> str:
    """NFKC, upper case, trimmed: `ｒｌｚ１２３４５ ` → `RLZ12345`."""
    return unicodedata.normalize("NFKC", text).strip().upper()
