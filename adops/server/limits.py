"""How much a request may bring, held before it is read (interfaces.md, API).

The body as a whole is stopped by its declared length, and by counting where none is declared; each
file of a form is then held against the limit of its kind before its bytes are taken.
"""

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adops.errors import MediaTypeError, TooLargeError

MB = 1024 * 1024
PICTURE, VIDEO, WORKBOOK = 20 * MB, 100 * MB, 50 * MB
BODY = VIDEO + MB
FORM_TYPES = ("multipart/form-data", "application/x-www-form-urlencoded")
VIDEO_ENDINGS = (".mp4", ".m4v", ".mov", ".webm")
WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".xls")


def limit_of(name: str) -> int:
    """Bytes a file may have, by its name: a video's, a workbook's, else a picture's."""
    lower = name.lower()
    if lower.endswith(VIDEO_ENDINGS):
        return VIDEO
    return WORKBOOK if lower.endswith(WORKBOOK_ENDINGS) else PICTURE


def take(upload: UploadFile) -> bytes:
    """A file's bytes. Raises TooLargeError `upload.too_large` before they are read."""
    require_size(upload.filename or "", upload.size or 0)
    return upload.file.read()


def require_size(name: str, size: int) -> None:
    """Raises TooLargeError `upload.too_large`."""
    limit = limit_of(name)
    if size > limit:
        raise TooLargeError(
            "upload.too_large", name=name, measured=size, allowed=limit, mb=limit // MB
        )


def require_form(request: Request) -> None:
    """Raises MediaTypeError `body.not_form` for a body that is no form; no body is an empty one."""
    sent = request.headers.get("content-type", "")
    if sent and not sent.lower().startswith(FORM_TYPES):
        raise MediaTypeError("body.not_form", sent=sent[:80])


class BodyLimit:
    """Answers 413 for a body over the largest limit."""

    def __init__(self, app: ASGIApp, most: int = BODY) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, its body counted."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._most:
                raise HTTPException(413)
            return message

        declared = dict(scope["headers"]).get(b"content-length", b"0")
        too_much = declared.isdigit() and int(declared) > self._most
        await self._app(scope, _refuse if too_much else counted, send)


async def _refuse() -> Message:
    raise HTTPException(413)
