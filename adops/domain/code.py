"""Contract numbers, slot codes, 工号 and mailboxes as they are kept (rules.md §8)."""

import unicodedata


def folded(text: str) -> str:
    """NFKC, upper case, trimmed: `ｒｌｚ１２３４５ ` → `RLZ12345`."""
    return unicodedata.normalize("NFKC", text).strip().upper()


def mailbox(text: str) -> str:
    """As mailboxes are kept and compared: NFKC, lower case, trimmed."""
    return unicodedata.normalize("NFKC", text).strip().lower()
