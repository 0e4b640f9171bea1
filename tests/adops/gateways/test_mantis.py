"""Against a server that answers as MantisBT does, in every trap (mantis.md)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from adops.domain.ticket import Draft, TicketTrouble
from adops.errors import InputError
from adops.gateways.mantis import MOST_FILE, Mantis, mantis_of
from adops.inspect.attachment import HEADS
from tests.adops.gateways.mantis_server import OTHERS, TOKEN, Desk, Stored, mantis_server

PNG = HEADS["png"]
DRAFT = Draft("[A-1] 北京站 空位：首页通栏", "事实", "地方站广告", "广告异常", "major", "hq001")


@pytest.fixture
def desk() -> Iterator[Desk]:
    with mantis_server() as found:
        yield found


@pytest.fixture
def mantis(desk: Desk) -> Mantis:
    return Mantis(desk.url, TOKEN)


def trouble(call: object, *given: object) -> TicketTrouble:
    with pytest.raises(TicketTrouble) as error:
        call(*given)  # type: ignore[operator]
    return error.value


def test_who_and_where(mantis: Mantis, desk: Desk) -> None:
    assert (mantis.me().user, mantis.me().version) == ("adops", "2.28.4")
    found = mantis.project_named("地方站广告")
    assert found is not None and found.categories == ("General", "广告异常")
    assert mantis.project_named("没有") is None
    assert set(desk.tokens) == {TOKEN}  # bare


def test_an_issue_with_proof_and_note(mantis: Mantis, desk: Desk) -> None:
    number = mantis.create(DRAFT)
    mantis.attach(number, "A-1.png", PNG + b"x" * 100)
    assert mantis.note(number, "[A-1/2] 仍未恢复") == 1001
    stored = mantis.read(number)
    assert (stored.summary, stored.severity, stored.handler) == (DRAFT.summary, "major", "hq001")
    assert (stored.files, stored.notes) == (("A-1.png",), ("[A-1/2] 仍未恢复",))
    assert desk.stored(number).files["A-1.png"] == PNG + b"x" * 100  # plain base64, not corrupt


def test_facts_are_attached_as_json(mantis: Mantis, desk: Desk) -> None:
    number = mantis.create(DRAFT)
    mantis.attach(number, "A-1-facts-7.json", '{"结果": "空位"}'.encode())
    assert desk.stored(number).files == {"A-1-facts-7.json": '{"结果": "空位"}'.encode()}


def test_a_summary_is_one_line(mantis: Mantis, desk: Desk) -> None:
    mantis.create(replace(DRAFT, summary="[A-1] 一\r\n二"))
    assert desk.summaries() == ["[A-1] 一 二"]


def test_128_characters_pass_and_129_are_never_sent(mantis: Mantis, desk: Desk) -> None:
    mantis.create(replace(DRAFT, summary="[A-1] " + "字" * 122))
    assert trouble(mantis.create, replace(DRAFT, summary="[A-1] " + "字" * 123)).permanent
    assert desk.asked.count("POST issues") == 1


def test_what_is_unknown_is_dropped_in_silence_and_read_back(mantis: Mantis) -> None:
    number = mantis.create(replace(DRAFT, severity="high", handler="nobody"))
    stored = mantis.read(number)
    assert (stored.severity, stored.handler) == ("minor", "")


@pytest.mark.parametrize(
    ("draft", "why", "permanent"),
    [
        pytest.param({"project": "没有"}, "404 Project not found.", False, id="project"),
        pytest.param({"category": "没有"}, "404 Category not found.", False, id="category"),
        pytest.param({"description": ""}, "400 A necessary field", True, id="field-missing"),
    ],
)
def test_what_is_refused_says_why(
    mantis: Mantis, draft: dict[str, str], why: str, permanent: bool
) -> None:
    found = trouble(mantis.create, replace(DRAFT, **draft))
    assert str(found).startswith(why)
    assert found.permanent is permanent


@pytest.mark.parametrize("token", ["Bearer-like", "x" * 32])
def test_a_wrong_token_has_its_words_in_the_reason(desk: Desk, token: str) -> None:
    found = trouble(Mantis(desk.url, token).me)
    assert str(found) == "401 API token not found"
    assert (found.away, found.permanent) == (True, False)
    assert token not in repr(Mantis(desk.url, token))


@pytest.mark.parametrize(
    ("trap", "why"),
    [
        ("html", "200，但不是 MantisBT 的回答（text/html）"),
        ("garbage", "201，但不是 MantisBT 的回答（application/json）"),
        ("500", "500 Internal Server Error"),
    ],
)
def test_no_success_but_the_number(mantis: Mantis, desk: Desk, trap: str, why: str) -> None:
    desk.once.append(("POST issues", trap))
    assert str(trouble(mantis.create, DRAFT)) == why


def test_html_is_no_success_anywhere(mantis: Mantis, desk: Desk) -> None:
    number = mantis.create(DRAFT)
    for way in ("POST issues/*/files", "POST issues/*/notes", "GET issues/*", "GET issues"):
        desk.once.append((way, "html"))
    assert "不是 MantisBT 的回答" in str(trouble(mantis.attach, number, "a.png", PNG))
    assert "不是 MantisBT 的回答" in str(trouble(mantis.note, number, "x"))
    assert "不是 MantisBT 的回答" in str(trouble(mantis.read, number))
    assert "不是 MantisBT 的回答" in str(trouble(lambda: mantis.find(1, "[A-1]", pages=3)))


@pytest.mark.parametrize(
    ("told", "wait"), [(None, timedelta(hours=1)), (120, timedelta(minutes=2)), (0, None)]
)
def test_too_many_waits_as_told_or_an_hour(
    mantis: Mantis, desk: Desk, told: int | None, wait: timedelta | None
) -> None:
    desk.most_events, desk.wait = 0, told
    found = trouble(mantis.create, DRAFT)
    assert found.wait == (wait or timedelta(hours=1))
    assert found.away and not found.permanent
    assert desk.issues == []


def test_a_line_that_breaks_is_no_answer(mantis: Mantis, desk: Desk) -> None:
    desk.once.append(("POST issues", "drop"))
    assert trouble(mantis.create, DRAFT).away
    assert len(desk.issues) == 1  # it is there all the same
    assert mantis.find(1, "[A-1]", pages=5) == 101


def test_nobody_there() -> None:
    assert trouble(Mantis("http://127.0.0.1:1", TOKEN).me).away


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.png", PNG + b"x" * MOST_FILE, id="too-big"),
        pytest.param("a.svg", b"<svg/>", id="no-png"),
        pytest.param("a.svg", PNG, id="png-by-another-name"),
        pytest.param("a.json", b"[]", id="no-object"),
        pytest.param("a.json", b"{'a': 1}", id="no-json"),
        pytest.param("a.json", b"", id="empty-json"),
        pytest.param("a.png", b"", id="empty"),
        pytest.param("a" * 251, PNG, id="long-name"),
    ],
)
def test_what_it_would_store_corrupt_or_refuse_is_never_sent(
    mantis: Mantis, desk: Desk, name: str, content: bytes
) -> None:
    number = mantis.create(DRAFT)
    assert trouble(mantis.attach, number, name, content).permanent
    assert "POST issues/*/files" not in desk.asked


def fill(desk: Desk, count: int) -> None:
    for number in range(1, count + 1):
        desk.issues.append(Stored(number, f"[A-{number}] x", "", "", "minor", ""))


@pytest.mark.parametrize(
    ("issues", "key", "pages", "found"),
    [
        pytest.param(120, "[A-1]", 5, 1, id="on-the-last-page"),
        pytest.param(120, "[A-1]", 2, None, id="only-so-many-pages"),
        pytest.param(120, "[A-12]", 5, 12, id="not-one-that-begins-alike"),
        pytest.param(100, "[A-999]", 9, None, id="a-page-after-the-last-is-the-last"),
        pytest.param(0, "[A-1]", 5, None, id="none"),
    ],
)
def test_an_issue_is_found_by_its_key(
    mantis: Mantis, desk: Desk, issues: int, key: str, pages: int, found: int | None
) -> None:
    fill(desk, issues)
    assert mantis.find(1, key, pages=pages) == found
    assert desk.asked.count("GET issues") <= 3


def test_an_issue_of_another_project_is_not_ours(mantis: Mantis, desk: Desk) -> None:
    """Its key may be alike: another house writes there."""
    for number in range(1, 60):
        desk.issues.append(Stored(number, f"[A-{number}] x", "", "", "minor", "", project=OTHERS))
    ours = mantis.project_named("地方站广告")
    assert ours is not None
    assert mantis.find(ours.number, "[A-7]", pages=5) is None
    number = mantis.create(replace(DRAFT, summary="[A-7] 北京站"))
    assert mantis.find(ours.number, "[A-7]", pages=1) == number
    assert [one.number for one in mantis.newest(ours.number, pages=5)] == [number]


@pytest.mark.parametrize(
    ("url", "token", "name"),
    [
        ("ftp://x", TOKEN, "ADOPS_MANTIS_URL"),
        ("https://user:secret@x", TOKEN, "ADOPS_MANTIS_URL"),
        ("https://x", "", "ADOPS_MANTIS_TOKEN"),
        ("https://x", "Bearer abc", "ADOPS_MANTIS_TOKEN"),
        ("https://x", None, "ADOPS_MANTIS_TOKEN"),
    ],
)
def test_settings_that_are_wrong(url: str, token: str | None, name: str) -> None:
    with pytest.raises(InputError) as error:
        mantis_of(url, token)
    assert error.value.facts["name"] == name
    assert "secret" not in str(error.value)


def test_no_address_is_none() -> None:
    assert mantis_of(None, None) is None
