"""A small web server on loopback with pages that have every trouble; nothing leaves the machine."""

import hashlib
import socket
import ssl
import sys
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import trustme

PAGE = """<!doctype html><html lang="zh"><meta charset="utf-8"><title>{title}</title>
<style>body{{margin:0;font:14px/1.8 sans-serif;color:#333}}
main{{width:1000px;margin:0 auto;padding:12px 0}}</style>
<main><h1>{title}</h1><p>房产新闻正文，供测试使用。</p>{body}<p>页脚</p></main>"""


@dataclass
class Answer:
    """What a path answers, after `wait` seconds; `hang`: never, the connection stays open;
    `endless`: its last byte never comes."""

    body: bytes = b""
    type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hang: bool = False
    endless: bool = False
    wait: float = 0.0


@dataclass(frozen=True)
class Noise:
    """A bad day of the net: every answer is late, one address in `one_in` fails when it is first
    asked for, pages keep the machine busy. The same for the same seed, whatever the order."""

    seed: int = 0
    slowest: float = 0.6
    one_in: int = 10
    script: str = ""

    def _number(self, path: str, what: str) -> int:
        return int.from_bytes(hashlib.sha256(f"{self.seed} {what} {path}".encode()).digest()[:4])

    def wait(self, path: str) -> float:
        """Seconds before the answer."""
        return self.slowest * (self._number(path, "wait") % 100) / 100

    def fails(self, path: str, visit: int) -> str:
        """How this visit fails: `drop` or `error`; empty: it does not."""
        if visit or self._number(path, "fail") % self.one_in:
            return ""
        return ("drop", "error")[self._number(path, "how") % 2]


@dataclass(frozen=True)
class Asked:
    """A request: how often the path was asked before (`visit` from 0), cookies, query, agent."""

    path: str
    query: str
    visit: int
    cookie: str
    agent: str = ""


Route = Answer | Callable[[Asked], Answer]


class _Server(ThreadingHTTPServer):
    """Each connection shakes hands in a thread of its own; one that does not want our certificate
    costs nobody else anything."""

    daemon_threads = True
    tls: ssl.SSLContext | None = None

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # the browser may go at any time
            super().handle_error(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            if self.tls:
                request = self.tls.wrap_socket(request, server_side=True)
        except OSError:
            self.shutdown_request(request)
            return
        super().process_request_thread(request, client_address)


class Site:
    """`with Site() as site`: put pages and files on it while it runs; `host` for the allow list."""

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self.visits: Counter[str] = Counter()
        self.noise: Noise | None = None
        self._closed = socket.socket()
        self._closed.bind(("127.0.0.1", 0))
        self._closing = threading.Event()
        self._listening: list[tuple[_Server, threading.Thread]] = []
        self.port = self._listen(_Server(("127.0.0.1", 0), self._handler()))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._closing.set()
        for server, thread in self._listening:
            server.shutdown()
            server.server_close()
            thread.join()
        self._closed.close()

    def another_door(self) -> str:
        """`127.0.0.1:port` of a port at which the same pages are served: for a browser that may
        open the first one only, a private address."""
        return f"127.0.0.1:{self._listen(_Server(('127.0.0.1', 0), self._handler()))}"

    def serve_over_tls(self, certificate: trustme.LeafCert) -> int:
        """The port at which the same pages are served over HTTPS."""
        server = _Server(("127.0.0.1", 0), self._handler())
        server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(server.tls)
        return self._listen(server)

    def _listen(self, server: "_Server") -> int:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        self._listening.append((server, thread))
        thread.start()
        return int(server.server_address[1])

    @property
    def host(self) -> str:
        """`127.0.0.1:port`."""
        return f"127.0.0.1:{self.port}"

    @property
    def closed(self) -> str:
        """`127.0.0.1:port` of a port at which nobody listens."""
        return f"127.0.0.1:{self._closed.getsockname()[1]}"

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of a path; `localhost` makes it another site."""
        return f"http://{host}:{self.port}{path}"

    def page(self, path: str, body: str, *, title: str = "测试页") -> str:
        """Puts a page of the usual look on the site and gives its address."""
        self.routes[path] = Answer(PAGE.format(title=title, body=body).encode())
        return self.url(path)

    def file(self, path: str, content: bytes, type: str = "image/png") -> str:
        """Puts a file on the site and gives its path."""
        self.routes[path] = Answer(content, type)
        return path

    def answer(self, asked: Asked) -> Answer:
        """What a request gets."""
        route = self.routes.get(asked.path, Answer(b"not found", "text/plain", 404))
        return route if isinstance(route, Answer) else route(asked)

    def _noisy(self, noise: Noise, answer: Answer, path: str, visit: int) -> Answer:
        wait = answer.wait + noise.wait(path)
        fails = noise.fails(path, visit)
        if fails and not answer.hang:
            return Answer(status=-1 if fails == "drop" else 503, wait=wait)
        heavy = noise.script.encode() if answer.type.startswith("text/html") else b""
        return replace(answer, body=answer.body + heavy, wait=wait)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # head and body leave together: else the second waits for an ACK, 40 ms
            disable_nagle_algorithm = True

            def log_message(self, *said: object) -> None:
                return

            def do_GET(self) -> None:
                path, _, query = self.path.partition("?")
                visit = site.visits[path]
                site.visits[path] += 1
                said = (self.headers.get(name, "") for name in ("cookie", "user-agent"))
                answer = site.answer(Asked(path, query, visit, *said))
                if site.noise:
                    answer = site._noisy(site.noise, answer, path, visit)
                if answer.hang:
                    site._closing.wait()
                    return
                site._closing.wait(answer.wait)
                if answer.status < 0:
                    self.close_connection = True
                    return
                self.send_response(answer.status)
                self.send_header("content-type", answer.type)
                self.send_header("content-length", str(len(answer.body) + answer.endless))
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                with suppress(ConnectionError):  # the browser may have gone on
                    self.end_headers()
                    self.wfile.write(answer.body)
                    if answer.endless:
                        site._closing.wait()

            do_HEAD = do_GET

        return Handler
