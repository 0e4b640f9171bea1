"""The stand-in answers as MantisBT does: each trap of mantis.md on the wire, those too that our
client never walks into."""

import base64
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest

from tests.adops.gateways.mantis_server import HTML, MOST_FILE, TOKEN, Desk, mantis_server

BODY: dict[str, Any] = {
    "summary": "[A-1] 空位",
    "description": "事实",
    "project": {"name": "地方站广告"},
    "category": {"name": "广告异常"},
}


def file(name: str = "a.png", content: bytes = b"x") -> dict[str, str]:
    return {"name": name, "content": base64.b64encode(content).decode()}


GOOD, SVG, EMPTY = file(), file("a.svg"), file(content=b"")
BIG, LONG = file(content=b"x" * (MOST_FILE + 1)), file("a" * 247 + ".png")


@pytest.fixture
def desk() -> Iterator[Desk]:
    with mantis_server() as found:
        yield found


def ask(
    desk: Desk,
    method: str,
    path: str,
    body: Mapping[str, Any] | None = None,
    token: str = TOKEN,
) -> httpx.Response:
    with httpx.Client(trust_env=False) as client:
        headers = {"Authorization": token}
        url = f"{desk.url}/api/rest/{path}"
        return client.request(method, url, json=body, headers=headers)


def told(answer: httpx.Response) -> tuple[int, int | None]:
    """Status and code; no code: the body is empty."""
    if not answer.content:
        return answer.status_code, None
    found = answer.json()
    assert set(found) == {"message", "code", "localized"} and found["message"]
    return answer.status_code, found["code"]


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in BODY.items() if key != name}


@pytest.mark.parametrize(
    ("body", "answer", "issues"),
    [
        pytest.param(without("summary"), (400, 11), 0, id="no-summary"),
        pytest.param(without("description"), (400, 11), 0, id="no-description"),
        pytest.param(without("project"), (400, 11), 0, id="no-project"),
        pytest.param(without("category"), (400, 11), 0, id="no-category"),
        pytest.param(BODY | {"project": {"id": 9}}, (404, 700), 0, id="unknown-project"),
        pytest.param(BODY | {"category": {"id": 9}}, (404, 1502), 0, id="unknown-category"),
        pytest.param(BODY | {"category": {"name": "无"}}, (404, 1502), 0, id="category-by-name"),
        pytest.param(BODY | {"summary": "字" * 129}, (500, None), 0, id="129-characters"),
        pytest.param(BODY | {"files": [SVG]}, (400, 501), 1, id="bad-file-and-the-issue-is-there"),
        pytest.param(BODY | {"files": [EMPTY]}, (400, 504), 1, id="empty-file-and-it-is-there"),
        pytest.param(BODY | {"files": [BIG]}, (400, 500), 1, id="oversize-and-it-is-there"),
        pytest.param(BODY | {"files": [LONG]}, (500, None), 1, id="long-name-and-it-is-there"),
    ],
)
def test_create_that_fails(
    desk: Desk, body: dict[str, Any], answer: tuple[int, int | None], issues: int
) -> None:
    assert told(ask(desk, "POST", "issues", body)) == answer
    assert len(desk.issues) == issues
    assert not any(one.files for one in desk.issues)


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"summary": "字" * 128}, id="128-characters"),
        pytest.param({"summary": "一\n二"}, id="line-breaks"),
        pytest.param({"project": {"id": 1}, "category": {"id": 2}}, id="by-number"),
        pytest.param({"files": [GOOD]}, id="with-a-file"),
    ],
)
def test_create_that_passes(desk: Desk, more: dict[str, Any]) -> None:
    answer = ask(desk, "POST", "issues", BODY | more)
    assert answer.status_code == 201
    number = answer.json()["issue"]["id"]
    assert desk.stored(number).summary == (BODY | more)["summary"]
    assert answer.headers["X-Mantis-Version"] == "2.28.4"


def test_unknown_names_are_dropped_in_silence(desk: Desk) -> None:
    more = {"severity": {"name": "high"}, "handler": {"name": "nobody"}}
    answer = ask(desk, "POST", "issues", BODY | more)
    issue = answer.json()["issue"]
    assert (answer.status_code, issue["severity"]["name"]) == (201, "minor")
    assert "handler" not in issue


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        pytest.param(GOOD, (201, None), id="good"),
        pytest.param(file(content=b"x" * MOST_FILE), (201, None), id="as-large-as-may-be"),
        pytest.param(file("a" * 246 + ".png"), (201, None), id="250-characters"),
        pytest.param(SVG, (400, 501), id="svg"),
        pytest.param(BIG, (400, 500), id="too-big"),
        pytest.param(EMPTY, (400, 504), id="empty"),
        pytest.param(LONG, (500, None), id="251-characters"),
    ],
)
@pytest.mark.parametrize("way", ["files", "notes"])
def test_files(desk: Desk, given: dict[str, str], answer: tuple[int, int | None], way: str) -> None:
    """An attachment's success has an empty body; a note may carry files and says more."""
    number = ask(desk, "POST", "issues", BODY).json()["issue"]["id"]
    words = {"text": "仍未恢复"} if way == "notes" else {}
    found = ask(desk, "POST", f"issues/{number}/{way}", words | {"files": [given]})
    if found.status_code == 201 and way == "notes":
        assert set(found.json()) == {"note", "issue"}
    else:
        assert told(found) == answer
    assert found.status_code == answer[0]
    assert list(desk.stored(number).files) == ([given["name"]] if answer[0] == 201 else [])


@pytest.mark.parametrize("content", ["data:image/png;base64,AAAA", "%%%"], ids=["data", "bad"])
def test_what_is_no_plain_base64_is_stored_corrupt(desk: Desk, content: str) -> None:
    number = ask(desk, "POST", "issues", BODY).json()["issue"]["id"]
    body = {"files": [{"name": "a.png", "content": content}]}
    assert ask(desk, "POST", f"issues/{number}/files", body).status_code == 201
    assert desk.stored(number).files["a.png"].startswith(b"corrupt")


def test_ten_events_an_hour(desk: Desk) -> None:
    """An issue with its attachment is two; the eleventh is refused, and what is there stays."""
    desk.most_events = 10
    for _ in range(5):
        assert ask(desk, "POST", "issues", BODY | {"files": [GOOD]}).status_code == 201
    for path, body in (
        ("issues", BODY),
        ("issues/101/files", {"files": [GOOD]}),
        ("issues/101/notes", {"text": "x"}),
    ):
        assert told(ask(desk, "POST", path, body)) == (429, 27)
    assert len(desk.issues) == 5


def test_a_file_over_the_limit_leaves_its_issue(desk: Desk) -> None:
    desk.most_events = 1
    assert told(ask(desk, "POST", "issues", BODY | {"files": [GOOD]})) == (429, 27)
    assert [one.files for one in desk.issues] == [{}]


@pytest.mark.parametrize("wait", [None, 120])
def test_how_long_to_wait_is_told_or_not(desk: Desk, wait: int | None) -> None:
    desk.most_events, desk.wait = 0, wait
    answer = ask(desk, "POST", "issues", BODY)
    assert answer.headers.get("Retry-After") == (str(wait) if wait else None)


@pytest.mark.parametrize("token", [f"Bearer {TOKEN}", "", "x" * 32])
def test_a_token_that_does_not_stand_bare(desk: Desk, token: str) -> None:
    """The words are in the reason phrase."""
    answer = ask(desk, "GET", "users/me", token=token)
    assert (told(answer), answer.reason_phrase) == ((401, None), "API token not found")


@pytest.mark.parametrize(
    ("trap", "status", "issues"),
    [
        pytest.param("html", 200, 1, id="200-with-html"),
        pytest.param("garbage", 201, 1, id="201-without-a-number"),
        pytest.param("done-429", 429, 1, id="done-and-refused"),
        pytest.param("429", 429, 0, id="refused"),
        pytest.param("500", 500, 0, id="empty-500"),
        pytest.param("401", 401, 0, id="empty-401"),
    ],
)
def test_a_switch_is_good_for_one_answer(desk: Desk, trap: str, status: int, issues: int) -> None:
    desk.once.append(("POST issues", trap))
    answer = ask(desk, "POST", "issues", BODY)
    assert (answer.status_code, len(desk.issues)) == (status, issues)
    assert (answer.content == HTML) is (trap == "html")
    assert ask(desk, "POST", "issues", BODY).status_code == 201


@pytest.mark.parametrize(("trap", "issues"), [("drop", 1), ("lost", 0)])
def test_a_line_that_breaks(desk: Desk, trap: str, issues: int) -> None:
    desk.once.append(("POST issues", trap))
    with pytest.raises(httpx.HTTPError):
        ask(desk, "POST", "issues", BODY)
    assert len(desk.issues) == issues


def test_a_list_is_of_one_project_and_of_what_is_selected(desk: Desk) -> None:
    ask(desk, "POST", "issues", BODY)
    ask(desk, "POST", "issues", BODY | {"project": {"name": desk.other_project}})

    def listed(query: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = ask(desk, "GET", f"issues?{query}").json()["issues"]
        return found

    assert [one["id"] for one in listed("page_size=9")] == [102, 101]
    assert [one["id"] for one in listed("project_id=1")] == [101]
    assert [one["project"]["name"] for one in listed("project_id=2")] == [desk.other_project]
    assert told(ask(desk, "GET", "issues?project_id=9")) == (404, 700)
    assert [set(one) for one in listed("project_id=1&select=id,summary")] == [{"id", "summary"}]


def test_lists_and_reads(desk: Desk) -> None:
    """The newest first; a page after the last is the last once more."""
    for _ in range(3):
        ask(desk, "POST", "issues", BODY)
    pages = [
        [one["id"] for one in ask(desk, "GET", f"issues?page_size=2&page={n}").json()["issues"]]
        for n in (1, 2, 3)
    ]
    assert pages == [[103, 102], [101], [101]]
    (read,) = ask(desk, "GET", "issues/101").json()["issues"]
    assert (read["id"], read["summary"]) == (101, BODY["summary"])
    assert told(ask(desk, "GET", "issues/999")) == (404, 1100)
    projects = ask(desk, "GET", "projects").json()["projects"]
    assert {one["id"]: one["name"] for one in projects} == {1: "地方站广告", 2: "别的部门"}
