"""The session cookie: who is signed in, and the secret that forms carry back (CSRF).

Signed, not encrypted; nothing in it is a secret from its owner. A change of password, a closing or
a sign-out everywhere raises the person's `sessions_since`, which ends every older session.
"""

import secrets
from dataclasses import dataclass, field

from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response

COOKIE = "adops_session"
HOURS_12 = 12 * 3600


@dataclass(frozen=True)
class Session:
    """`person_id` None: nobody has signed in yet, but forms are protected already."""

    person_id: int | None = None
    since: int = 0
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(24))


class Sessions:
    """Makes and reads cookies with the house's secret key."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeTimedSerializer(secret, salt="adops.session")
        self._seal = URLSafeSerializer(secret, salt="adops.seal")

    def read(self, request: Request) -> Session | None:
        """The cookie's session; None when there is none, it is older than 12 hours, or not ours."""
        try:
            person_id, since, csrf = self._signer.loads(
                request.cookies.get(COOKIE, ""), max_age=HOURS_12
            )
        except (BadSignature, TypeError, ValueError):
            return None
        return Session(person_id, since, csrf)

    def write(self, response: Response, session: Session, *, secure: bool) -> None:
        """Sets the cookie: not readable by scripts, not sent by other sites' forms."""
        value = self._signer.dumps([session.person_id, session.since, session.csrf])
        response.set_cookie(
            COOKIE, value, max_age=HOURS_12, httponly=True, samesite="lax", secure=secure
        )

    def sealed(self, words: list[str]) -> str:
        """Words as a part of an address that nobody else can make."""
        return self._seal.dumps(words)

    def opened(self, sealed: str) -> list[str] | None:
        """What was sealed; None when it was not by us."""
        try:
            words: list[str] = self._seal.loads(sealed)
        except BadSignature:
            return None
        return words
