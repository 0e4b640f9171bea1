"""What an AE does in between: a look by hand, a house ad, a closure, a place that is searched for,
a ticket, mails that came in."""

from datetime import date, datetime
from typing import Any

from adops import clock
from adops.demo.creatives import AE
from adops.demo.inventory import SLOTS
from adops.demo.looks import MISSING_SLOT, draw_waiting
from adops.demo.orders import FRIDAY, RUNNING, STATION, Order, Trouble
from adops.demo.postbox import postbox
from adops.demo.stage import Stage
from adops.demo.tale import Chapter, Tale
from adops.domain.anomaly import AnomalyState
from adops.domain.incoming import IncomingKind
from adops.domain.states import SearchState
from adops.flows.desk import desk_of
from adops.flows.fetch_mail import fetch
from adops.flows.house_ad import add_house_ad
from adops.queries.check_lists import looks_page
from adops.queries.people import actor_by_staff_no
from adops.queries.slot_versions import slot_by_code
from adops.services.slot_searches import ask_search
from checks.search import carry_out_search
from checks.work import house_of

CLOSED, REOPENS = "LJ-HOME-TL02", date(2026, 11, 22)
"""A slot whose booking loses its last two days."""
EMPTY_SLOT = "LJ-NEWS-B01"


def of_trouble(trouble: Trouble) -> list[Order]:
    """The running orders with it."""
    return [order for order in RUNNING if order.trouble is trouble]


def run_errands(stage: Stage, tale: Tale, when: datetime) -> None:
    """One of each, as the AE of 北京."""
    clock.clock.move_to(when)
    with tale.chapter(when, "手查、自家广告、关闭、选位置、工单、来信") as chapter:
        _look_by_hand(stage, chapter)
        _say_house_ad(stage, chapter)
        _close_slot(stage, chapter)
        _search_place(stage, chapter)
        _make_ticket(stage, chapter)
        _fetch_mails(stage, chapter)


def _look_by_hand(stage: Stage, chapter: Chapter) -> None:
    """One of the two that are aimed at another city; the other is left to be done."""
    person = stage.caller(AE)
    owed, aimed = _owed(stage), of_trouble(Trouble.ELSEWHERE)
    chapter.expect("要手查的排期", sorted(one.code for one in aimed), owed)
    left, seen = aimed
    fields = {"slot": seen.code, "booking_id": str(stage.booking_id(seen)), "shows": "as_booked"}
    file = stage.materials[seen.key]
    done = person.send("/hand-checks", fields, file, part="picture")
    chapter.expect("手查上传截图", 201, done.status)
    draw_waiting(stage)
    chapter.expect("还要手查的排期", [left.code], _owed(stage))
    chapter.tell(f"手查：{seen.slot.name} 已用手机看过并传图，{left.slot.name} 还没有")


def _owed(stage: Stage) -> list[str]:
    items = stage.caller(AE).get(f"/hand-checks?station={STATION}").document["items"]
    return sorted(one["slot"] for one in items if one["owed"])


def _say_house_ad(stage: Stage, chapter: Chapter) -> None:
    (order,) = of_trouble(Trouble.HOUSE_AD)
    look = _latest_look(stage, order.code)
    with stage.database.read() as session:
        by = actor_by_staff_no(session, AE)
    row = add_house_ad(stage.database, stage.store, look, by=by)
    chapter.expect("自家广告记下了文件", True, row.sha256 is not None)
    chapter.tell(f"自家广告：{order.slot.name} 上显示的是门户自己的，记下以后空位不再算误投")


def _latest_look(stage: Stage, code: str) -> int:
    with stage.database.read() as session:
        by = actor_by_staff_no(session, AE)
        told = looks_page(session, by=by, slot_code=code, first=FRIDAY, last=FRIDAY)
    return int(told["items"][0]["id"])


def _close_slot(stage: Stage, chapter: Chapter) -> None:
    asked: dict[str, Any] = {"slot": CLOSED, "from": "2026-11-21", "to": REOPENS.isoformat()}
    closed = stage.caller(AE).post("/closures", asked | {"reason": "频道改版，编辑关闭两天"})
    chapter.expect("关闭广告位", 201, closed.status)
    chapter.tell(f"编辑关闭：{SLOTS[CLOSED].name} 11-21 至 11-22，可补投")


def _search_place(stage: Stage, chapter: Chapter) -> None:
    """The page is opened for the slot that no look found; nothing is taken yet."""
    with stage.database.write() as session:
        by = actor_by_staff_no(session, AE)
        slot = slot_by_code(session, MISSING_SLOT).slot
        number = ask_search(session, slot_id=slot.id or 0, by=by, now=clock.now()).id or 0
    house = house_of(stage.settings, stage.database, stage.store)
    found = carry_out_search(house, number)
    chapter.expect("打开页面找位置", SearchState.FOUND, found.state if found else None)
    places = found.places if found else []
    fits = sum(one["exact"] for one in places)
    chapter.expect("有一处尺寸一致", True, fits > 0)
    chapter.tell(
        f"选位置：{SLOTS[MISSING_SLOT].name} 改了编号；页面上有 {len(places)} 处像广告，待挑选"
    )


def _make_ticket(stage: Stage, chapter: Chapter) -> None:
    """All three answered right: it is not ours."""
    person = stage.caller(AE)
    listed = person.get("/anomalies").document["items"]
    (number,) = (one["anomaly"] for one in listed if one["slot"] == EMPTY_SLOT)
    person.post(
        f"/anomalies/{number}/triage", {"size": "right", "link": "right", "ad_match": "right"}
    )
    done = person.post(f"/anomalies/{number}/escalate")
    chapter.expect("提交工单", AnomalyState.ESCALATED, done.document.get("state"))
    chapter.tell(f"工单：{SLOTS[EMPTY_SLOT].name} 空位，三步都对，已提交（演示没有接 MantisBT）")


def _fetch_mails(stage: Stage, chapter: Chapter) -> None:
    """Package ads become a draft, with an answer line by line; an ask that fits nothing waits."""
    first = RUNNING[0]
    box = postbox(link=stage.landing_url(first), files=[stage.materials[first.key]])
    got = fetch(desk_of(stage.settings, stage.database, stage.store), box)
    kinds = {kind: count for kind, count in got.kinds.items() if count}
    wanted = {IncomingKind.PACKAGE_ADS.value: 1, IncomingKind.APPROVAL.value: 1}
    chapter.expect("收到的信", wanted, kinds)
    stage.let_mails_leave()
    chapter.expect("逐行回信", 1, len(stage.mails("package_answer")))
    chapter.tell("来信：包版邮件一封已建草稿并逐行回信；特批申请一封没有对上合同，等 AE 处理")
