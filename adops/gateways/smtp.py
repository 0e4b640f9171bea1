"""One mail to one SMTP server (`smtp://`, `smtps://`, `smtp+starttls://`).

A mail goes to all its recipients or to none. What the server refused for good, what may pass, and
what nobody can know (the line broke after the content went out) are told apart.
"""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from adops.domain.mail import Letter, MailInDoubt, MailTrouble, unmarked
from adops.errors import InputError

PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
TIMEOUT_S = 60.0
PERMANENT = 500
ACCEPTED = (250, 251, 252)


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mails go, from `ADOPS_SMTP_URL`."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""

    repeatable = False

    def deliver(self, letter: Letter, mark: Callable[[], None] = unmarked) -> None:
        """`mark` is called before the line that ends the content: without that line no server
        takes a mail. Raises MailTrouble, MailInDoubt."""
        try:
            with self._connected() as client:
                _address(client, letter)
                _hand_over(client, letter, mark)
                _say_goodbye(client)
        except smtplib.SMTPResponseException as error:
            raise MailTrouble(_why(error), permanent=error.smtp_code >= PERMANENT) from error
        except (smtplib.SMTPException, OSError) as error:
            raise MailTrouble(_why(error)) from error

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """What goes wrong here says nothing of the mail: a wrong password, a server that is away
        or takes nobody may all pass."""
        try:
            client = self._client()
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            raise MailTrouble(_why(error)) from error
        with client:
            try:
                self._sign_in(client)
            except (smtplib.SMTPException, OSError, UnicodeError) as error:
                raise MailTrouble(_why(error)) from error
            yield client

    def _client(self) -> smtplib.SMTP:
        if self.scheme == "smtps":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_S, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S)

    def _sign_in(self, client: smtplib.SMTP) -> None:
        if self.scheme == "smtp+starttls":
            client.starttls(context=ssl.create_default_context())
        if self.user:
            client.login(self.user, self.password)
        client.ehlo_or_helo_if_needed()


def _address(client: smtplib.SMTP, letter: Letter) -> None:
    for address in (*letter.recipients, letter.sender):
        if not address.isascii():  # no line of SMTP can say it, today or later
            raise MailTrouble(f"{address}: not ASCII", permanent=address != letter.sender)
    code, answer = client.mail(letter.sender)
    if code not in ACCEPTED:  # the sender is the settings' matter: once they are right, it may pass
        raise MailTrouble(f"{code} {_text(answer)}")
    for recipient in letter.recipients:
        code, answer = client.rcpt(recipient)
        if code not in ACCEPTED:
            client.rset()
            raise smtplib.SMTPResponseException(code, f"{recipient}: {_text(answer)}")


def _hand_over(client: smtplib.SMTP, letter: Letter, mark: Callable[[], None]) -> None:
    """From the line that ends the content on a broken connection leaves it open whether the server
    took the mail."""
    code, answer = client.docmd("DATA")
    if code != 354:
        raise smtplib.SMTPResponseException(code, answer)
    # as smtplib's own data(): lines end in CRLF already, dots at their start are doubled
    body = letter.content.replace(b"\r\n.", b"\r\n..")
    client.send(body + (b"" if body.endswith(b"\r\n") else b"\r\n"))
    try:
        mark()
    except BaseException:
        client.close()  # no goodbye: it would be content
        raise
    try:
        client.send(b".\r\n")
        code, answer = client.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise MailInDoubt(_why(error)) from error
    if code not in ACCEPTED:
        raise smtplib.SMTPResponseException(code, answer)


def _say_goodbye(client: smtplib.SMTP) -> None:
    """The mail is taken; how the talk ends changes nothing."""
    try:
        client.quit()
    except (smtplib.SMTPException, OSError):
        client.close()


def _why(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def smtp_server(url: str) -> SmtpServer:
    """Raises InputError `settings.invalid` for a URL of another kind; never shows the password."""
    parts = urlsplit(url)
    try:
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        port = 0
    if not port or not parts.hostname:
        kinds = "、".join(f"{kind}://" for kind in PORTS)
        raise InputError("settings.invalid", name="ADOPS_SMTP_URL", why=kinds)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return SmtpServer(parts.scheme, parts.hostname, port, user, password)
