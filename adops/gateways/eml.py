"""A folder as the way out: each mail one `.eml`, exactly once by file name."""

import os
from collections.abc import Callable
from pathlib import Path

from adops.domain.mail import Letter, MailTrouble, unmarked


class EmlFolder:
    """Mails as files that any mail program opens."""

    repeatable = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def deliver(self, letter: Letter, mark: Callable[[], None] = unmarked) -> None:
        """Writes under a temporary name, then renames: a file is whole or not there.

        Raises MailTrouble when the folder can't be written.
        """
        final = self.folder / letter.name
        half = self.folder / f".{letter.name}.{os.getpid()}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if final.exists():
                return
            with half.open("wb") as file:
                file.write(letter.content)
                file.flush()
                os.fsync(file.fileno())
            half.replace(final)
        except OSError as error:
            raise MailTrouble(f"{final}: {error.strerror}") from error
