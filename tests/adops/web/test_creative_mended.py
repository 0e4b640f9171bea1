"""Mended files as people meet them: named before it is handed in, beside the original, one click;
and the same file recognised."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlmodel import col, select

from adops import clock
from adops.db import Database
from adops.domain.booking import Route
from adops.domain.creative import Code
from adops.domain.finding import Finding, Severity, Verdict
from adops.domain.people import Role
from adops.domain.states import CreativeState
from adops.models import Creative, Mail, Person, SlotCheckBooking, Suggestion
from adops.store import Store
from tests.adops import files
from tests.adops.inspect.pictures import cmyk, photo
from tests.adops.web.conftest import Visit
from tests.adops.web.test_creatives import LIMIT, NEXT_WEEK, SATURDAY, Stage, stage
from tests.factories import Factory

__all__ = ["stage"]
NewPerson = Callable[..., Person]
BANNER = (950, 90)
HEAVY = files.saved(photo(BANNER, grain=20), "JPEG", quality=95)
NOISE = files.saved(Image.merge("RGB", [Image.effect_noise(BANNER, 12) for _ in range(3)]), "PNG")


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def hand_in(visit: Visit, booking: int, **parts: Path) -> None:
    """Chooses the files by their labels and submits."""
    page = visit.page
    visit.goto(f"/creatives/new?booking={booking}")
    with page.expect_response("**/creatives/check"):  # once all of them are chosen
        for label, path in parts.items():
            page.get_by_label(label).set_input_files(path)
    page.get_by_label("文案").fill("云溪花园")


def submit(visit: Visit) -> None:
    visit.page.get_by_role("button", name="提交审核").click()
    visit.page.wait_for_url("**/creatives/*?done=submitted")


def offered(sqlite: Database) -> Suggestion:
    with sqlite.read() as session:
        return session.exec(select(Suggestion)).one()


def loaded(visit: Visit, within: str) -> list[int]:
    """The widths of the pictures there, once they have come."""
    script = """sel => Promise.all([...document.querySelectorAll(sel + ' img')].map(
        img => img.decode().then(() => img.naturalWidth)))"""
    return list(visit.page.evaluate(script, within))


def test_too_heavy_is_offered_and_taken_with_one_click(
    visit: Visit, stage: Stage, tmp_path: Path, sqlite: Database
) -> None:
    visit.sign_in("BJ101")
    page = visit.page
    hand_in(visit, stage.booking.id or 0, 主文件=written(tmp_path, "财富公馆-通栏.jpg", HEAVY))
    page.wait_for_selector("#findings .adops-offer")
    told = page.inner_text("#findings .adops-offer")
    assert "可自动改好" in told and "相似度" in told
    visit.look("mended-checked")
    submit(visit)
    offer = offered(sqlite)
    told = page.inner_text("#mended")
    for said in (f"{len(HEAVY):,} 字节", f"{offer.size:,} 字节", f"相似度 {offer.similarity:.3f}"):
        assert said in told
    assert "采用后符合要求" in told
    assert loaded(visit, "#mended") == [950, 950]
    visit.look("mended-offered")
    page.get_by_role("button", name="采用改好的文件").click()
    page.wait_for_url("**/creatives/2?done=taken")
    with sqlite.read() as session:
        made = session.exec(select(Creative).order_by(col(Creative.id))).all()
        assert [one.verdict for one in made] == [Verdict.REJECT, Verdict.PASS]
        assert f"{offer.size:,} 字节" in session.exec(select(Mail.text)).one()


def test_once_it_is_taken_each_version_leads_to_the_other(
    visit: Visit, stage: Stage, tmp_path: Path
) -> None:
    visit.sign_in("BJ101")
    page = visit.page
    hand_in(visit, stage.booking.id or 0, 主文件=written(tmp_path, "a.jpg", HEAVY))
    submit(visit)
    page.get_by_role("link", name="采用改好的文件").click()
    page.get_by_role("button", name="采用改好的文件").click()
    page.wait_for_url("**/creatives/2?done=taken")
    assert "自动改好" in page.inner_text("main")
    assert page.locator("#mended").count() == 0
    visit.look("mended-taken")
    page.get_by_role("link", name="原来的一版").click()
    page.wait_for_url("**/creatives/1")
    assert page.get_by_role("button", name="采用改好的文件").count() == 0
    visit.look("mended-original")
    page.get_by_role("link", name="新的一版").click()
    page.wait_for_url("**/creatives/2")


def test_clicked_twice_it_is_taken_once(
    visit: Visit, stage: Stage, tmp_path: Path, sqlite: Database
) -> None:
    visit.sign_in("BJ101")
    page = visit.page
    hand_in(visit, stage.booking.id or 0, 主文件=written(tmp_path, "a.jpg", HEAVY))
    submit(visit)
    page.evaluate("""async () => {
        const form = document.querySelector('form[action$="take-suggestion"]');
        const ask = () => fetch(form.action, {method: 'POST', body: new URLSearchParams(
            new FormData(form))});
        await Promise.all([ask(), ask()]);
    }""")
    with sqlite.read() as session:
        assert len(session.exec(select(Creative)).all()) == 2


def test_the_parts_of_a_couplet_side_by_side(
    visit: Visit, stage: Stage, tmp_path: Path, sqlite: Database, factory: Factory
) -> None:
    sides = [
        {"part": part, "width": 120, "height": 270, "limit_bytes": 15 * 1024}
        for part in ("left", "right")
    ]
    with sqlite.write() as session:
        slot = factory.slot(session, name="首页对联", version={"parts": sides, "formats": ["jpg"]})
        given = {"route": Route.HQ, "contract_id": stage.booking.contract_id}
        given["landing_url"] = stage.booking.landing_url
        booking = factory.booking(session, SATURDAY, NEXT_WEEK, slot, **given).id or 0
    visit.sign_in("BJ101")
    print_shop = written(tmp_path, "左.jpg", cmyk(photo((120, 270), grain=5)))
    heavy = files.saved(photo((120, 270), grain=8), "JPEG", quality=97)
    hand_in(visit, booking, 左侧=print_shop, 右侧=written(tmp_path, "右.jpg", heavy))
    submit(visit)
    told = visit.page.inner_text("#mended")
    assert "CMYK 转为 sRGB" in told and "压缩了大小" in told
    assert loaded(visit, "#mended") == [120] * 4
    visit.look("mended-couplet")
    visit.page.get_by_role("button", name="采用改好的文件").click()
    visit.page.wait_for_url("**?done=taken")


@pytest.fixture
def refused(sqlite: Database, store: Store, factory: Factory, stage: Stage) -> Callable[..., int]:
    """A creative that was refused as too heavy and has no offer."""

    def made(content: bytes, kind: str = "jpg") -> int:
        heavy = Finding(Code.SIZE_OVER_CAP, Severity.REJECT, len(content), LIMIT, "main")
        with sqlite.write() as session:
            return (
                factory.creative(
                    session,
                    stage.booking,
                    sha256=store.put(content),
                    state=CreativeState.SUBMITTED,
                    confirmed_at=None,
                    confirmed_by=None,
                    verdict=Verdict.REJECT,
                    findings=[heavy.as_data()],
                    part={"size": len(content), "format": kind},
                ).id
                or 0
            )

    return made


def test_asked_for_where_nothing_is_offered_yet(visit: Visit, refused: Callable[..., int]) -> None:
    creative = refused(HEAVY)
    visit.sign_in("BJ001")
    visit.goto(f"/creatives/{creative}")
    visit.look("mended-ask")
    visit.page.get_by_role("button", name="试着自动改好").click()
    visit.page.wait_for_url("**?done=mended")
    assert visit.page.get_by_role("button", name="采用改好的文件").is_visible()


def test_told_where_nothing_can_be_mended(visit: Visit, refused: Callable[..., int]) -> None:
    creative = refused(NOISE, "png")
    visit.sign_in("BJ001")
    visit.goto(f"/creatives/{creative}")
    visit.page.get_by_role("button", name="试着自动改好").click()
    visit.page.get_by_text("没有能自动改好的文件").wait_for()
    visit.look("mended-none")


def test_who_only_looks_sees_both_and_no_button(
    visit: Visit, stage: Stage, tmp_path: Path, person: NewPerson
) -> None:
    person(Role.STATION_GM, staff_no="BJ900")
    visit.sign_in("BJ101")
    hand_in(visit, stage.booking.id or 0, 主文件=written(tmp_path, "a.jpg", HEAVY))
    submit(visit)
    visit.page.context.clear_cookies()
    visit.sign_in("BJ900")
    visit.goto("/creatives/1")
    assert loaded(visit, "#mended") == [950, 950]
    assert visit.page.get_by_role("button", name="采用改好的文件").count() == 0


def test_the_same_file_again_is_recognised(
    visit: Visit, stage: Stage, tmp_path: Path, sqlite: Database, factory: Factory, store: Store
) -> None:
    """Before it is handed in and on its page: where, how it ended, when it was seen."""
    light = files.jpg(BANNER)
    with sqlite.write() as session:
        contract = factory.contract(session, no="RLZ77777", name="云溪花园")
        first = clock.now().date() - timedelta(days=40)
        booking = factory.booking(session, first, first, contract_id=contract.id)
        ran = factory.creative(session, booking, sha256=store.put(light), state=CreativeState.ENDED)
        factory.look(session, booking, first)
        row = session.exec(select(SlotCheckBooking)).one()
        row.creative_id = ran.id
        session.add(row)
    visit.sign_in("BJ101")
    page = visit.page
    hand_in(visit, stage.booking.id or 0, 主文件=written(tmp_path, "b.jpg", light))
    page.wait_for_selector("#findings .adops-known")
    for where in ("#findings .adops-known", ".adops-known"):
        told = page.inner_text(where)
        assert "云溪花园 第 1 版" in told and "RLZ77777" in told
        assert "通过" in told and "巡检见到在播" in told
        if where.startswith("#"):
            visit.look("known-checked")
            submit(visit)
    visit.look("known")


def test_the_answer_is_copied(visit: Visit, stage: Stage, tmp_path: Path) -> None:
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.sign_in("BJ101")
    page = visit.page
    wrong = files.saved(Image.new("RGB", (960, 90), "navy"), "PNG")
    hand_in(visit, stage.booking.id or 0, 主文件=written(tmp_path, "a.png", wrong))
    submit(visit)
    page.get_by_text("可转发给客户或代理的文字").click()
    page.get_by_role("button", name="复制全文").click()
    page.get_by_text("已复制").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "怎么改：按 950×90 像素新建画布" in copied and "不超过" in copied
    visit.look("answer")
