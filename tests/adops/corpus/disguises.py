"""Files that are two things at once, or not what they are called."""

from tests.adops import disguised
from tests.adops.corpus.row import ROOMY, Row, main

# of each: everything that must be said of it; disguised.py names the one that tells it
LABELS = {
    "gif and program": "reject size.wrong file.trailing",
    "gif with a page in a comment": "pass",
    "gif and page": "warn file.trailing",
    "gif that is only a program": "reject file.broken",
    "jpg and zip": "warn file.trailing",
    "jpg with a page in a comment": "pass",
    "jpg with a pdf in a comment": "pass",
    "png and page": "warn file.trailing",
    "webp and program": "warn file.trailing",
    "avif and page": "warn file.trailing",
    "mp4 and page": "warn file.trailing",
    "webm and page": "warn file.trailing",
    "svg named png": "reject format.not_allowed format.mismatch",
    "svg": "reject format.not_allowed",
    "page named jpg": "reject format.not_allowed format.mismatch",
    "page after spaces": "reject format.not_allowed format.mismatch",
    "program named png": "reject format.unknown",
    "program named txt": "reject format.not_allowed",
    "pdf and jpg": "reject format.not_allowed format.mismatch",
    "flash": "reject format.obsolete format.mismatch",
    "bytes before a page": "reject format.unknown",
}
# what is in an archive is looked at with the rules of HTML5
ROWS: list[Row] = [
    main(f"{name}", LABELS[name], one.name, lambda one=one: one.content, ROOMY)  # type: ignore[misc]
    for name, one in disguised.ALL.items()
    if name != "zip and page"
]
