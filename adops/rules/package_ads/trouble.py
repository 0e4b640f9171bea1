"""Why a value cannot be read."""


class ValueTrouble(ValueError):
    """`code` has words in `adops.phrases.package_ads`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
