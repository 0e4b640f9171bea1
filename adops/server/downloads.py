"""Files of strangers as downloads that no browser opens."""

from collections.abc import Mapping
from urllib.parse import quote

from fastapi.responses import Response

SAFE: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
}


def download(content: bytes, name: str) -> Response:
    """The bytes under that name, whatever they are."""
    told = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(content, media_type="application/octet-stream", headers={**SAFE, **told})
