"""The story's creatives, sent over HTTP: in time, too heavy, too late (rules.md §3, §4, §6)."""

from datetime import date, datetime, timedelta

from adops import clock
from adops.demo.caller import Answer
from adops.demo.orders import (
    FRIDAY,
    HEAVY_APPROVED,
    HEAVY_REFUSED,
    HEAVY_SINA,
    IN_TIME,
    LATE,
    LATE_ACCEPTED,
    LONG_ANIMATION,
    OCTOBER,
    RUNNING,
    Order,
    Trouble,
)
from adops.demo.stage import Stage
from adops.demo.studio import KB
from adops.demo.tale import Chapter, Tale
from adops.domain.period import at

AE, BACKUP, SALES, HQ_AE = "BJ001", "BJ002", "BJ003", "HQ001"
LATE_REASON = "客户预售证当日下午才核发，位置已预留"
EARLIEST = date(2026, 11, 24)
"""The first day whose deadline is still ahead on Friday after 15:00: Monday's was Friday's too."""


def send_october(stage: Stage, tale: Tale, when: datetime) -> None:
    """The three of October, handed in by sales and confirmed before they start."""
    clock.clock.move_to(when)
    with tale.chapter(when, "十月三份创意提交并确认") as chapter:
        _send_all(stage, chapter, OCTOBER, by=SALES)
        chapter.tell(f"{len(OCTOBER)} 份创意经 HTTP 提交，审核通过，销售确认")


def send_running(stage: Stage, tale: Tale, when: datetime) -> None:
    """Bookings on air since before they were imported are taken over: an AE confirms."""
    clock.clock.move_to(when)
    orders = [order for order in RUNNING if order.trouble is not Trouble.NO_CREATIVE]
    with tale.chapter(when, "在播合同的创意补录") as chapter:
        answers = _send_all(stage, chapter, orders, by=AE)
        taken_over = sum(bool(answer.document["taken_over"]) for answer in answers)
        chapter.expect("导入前已开播的排期不受截止时间约束", len(orders), taken_over)
        chapter.tell(f"{len(orders)} 份创意经 HTTP 提交并由 AE 确认（导入前已开播，不计截止时间）")
        chapter.tell("1 条在播排期没有创意，留给巡检发现")


def send_in_time(stage: Stage, tale: Tale, when: datetime) -> None:
    """Two for tomorrow and Monday, before Friday 15:00."""
    clock.clock.move_to(when)
    with tale.chapter(when, "两份创意按时确认") as chapter:
        for order in IN_TIME:
            sent = _sent(stage, chapter, order, verdict="pass")
            chapter.expect(f"{order.slot.name} 的截止时间", at(FRIDAY, 15), _deadline(sent))
            done = _confirmed(stage, sent, by=SALES)
            chapter.expect(f"{order.slot.name} 确认", (200, "confirmed"), _state(done))
            size = len(stage.materials[order.key].body)
            chapter.tell(
                f"{order.house.name} {order.slot.name}（{size} 字节，上限 "
                f"{order.slot.max_kb * KB}）：通过并确认，截止 {FRIDAY:%m-%d} 15:00"
            )


def send_too_heavy(stage: Stage, tale: Tale, when: datetime) -> None:
    """One that may be approved, one over 1.5 times its limit, one a byte over a limit of Sina's."""
    clock.clock.move_to(when)
    cases = (
        (HEAVY_APPROVED, "needs_approval", "size.over_limit", "超限未过 1.5 倍：可申请特批"),
        (HEAVY_REFUSED, "reject", "size.over_cap", "超过 1.5 倍：退回"),
        (HEAVY_SINA, "reject", "size.sina_strict", "新浪位超 1 字节：退回，不可特批"),
    )
    with tale.chapter(when, "三份超重的创意") as chapter:
        for order, verdict, code, words in cases:
            sent = _sent(stage, chapter, order, verdict=verdict)
            codes = [finding["code"] for finding in sent.document.get("findings", [])]
            chapter.expect(f"{order.slot.name} 的审核意见", [code], codes)
            refused = _confirmed(stage, sent, by=SALES)
            chapter.expect(f"{order.slot.name} 不能确认", 409, refused.status)
            size = len(stage.materials[order.key].body)
            limit = order.slot.max_kb * KB
            chapter.tell(f"{order.house.name} {order.slot.name}：{size} / {limit} 字节，{words}")


def approve_one(stage: Stage, tale: Tale, when: datetime) -> None:
    """Sales asks, an AE registers, the placer's other AE approves; sales confirms."""
    clock.clock.move_to(when)
    with tale.chapter(when, "特批：申请、登记、批准、确认") as chapter:
        sent = stage.handed[HEAVY_APPROVED.key]
        number = _registered(stage, chapter, sent, "客户素材已印刷定稿，无法再压缩")
        done = stage.caller(BACKUP).post(
            f"/approvals/{number}/approve", {"why": "只超 8 KB，画面无误"}
        )
        chapter.expect("特批批准", (200, "approved"), _state(done))
        confirmed = _confirmed(stage, sent, by=SALES)
        chapter.expect("批准后可以确认", (200, "confirmed"), _state(confirmed))
        chapter.tell(f"{HEAVY_APPROVED.house.name}（商广）：已批准，随即确认")


def register_another(stage: Stage, tale: Tale, when: datetime) -> None:
    """An animation that runs too long, registered as 内广 and left to be decided."""
    clock.clock.move_to(when)
    with tale.chapter(when, "另一份特批登记待批") as chapter:
        sent = _sent(stage, chapter, LONG_ANIMATION, verdict="needs_approval")
        codes = [finding["code"] for finding in sent.document.get("findings", [])]
        chapter.expect("动画超时", ["animation.too_long"], codes)
        _registered(stage, chapter, sent, "活动动画已通过总部定稿，时长 18 秒")
        chapter.tell(f"{LONG_ANIMATION.house.name}（内广）：动画 18 秒，超过 15 秒，已登记待批")


def confirm_too_late(stage: Stage, tale: Tale, when: datetime) -> None:
    """Submitted before 15:00, confirmed a second after: late all the same."""
    clock.clock.move_to(when - timedelta(minutes=6))
    with tale.chapter(when, "晚交一：15:00 之后才确认") as chapter:
        sent = _sent(stage, chapter, LATE, verdict="pass")
        clock.clock.move_to(when)
        late = _confirmed(stage, sent, by=SALES)
        chapter.expect("晚确认被拒", (409, "creative.late"), (late.status, late.code))
        chapter.expect("适用条款", 2, late.document.get("clause"))
        earliest = str(late.document.get("earliest_go_live"))
        chapter.expect("最早可上线日", EARLIEST.isoformat(), earliest)
        chapter.tell(f"{LATE.house.name} {LATE.slot.name}：已过 15:00，拒绝确认")
        chapter.tell(f"原定 {LATE.days.first:%m-%d} 上线，最早可改 {EARLIEST:%m-%d}")


def accept_late(stage: Stage, tale: Tale, when: datetime) -> None:
    """Late, and taken by the head office's AE with a reason."""
    clock.clock.move_to(when)
    with tale.chapter(when, "晚交二：总部对接 AE 破例接收") as chapter:
        sent = _sent(stage, chapter, LATE_ACCEPTED, verdict="pass")
        late = _confirmed(stage, sent, by=SALES)
        chapter.expect("晚确认被拒", (409, "creative.late"), (late.status, late.code))
        number = sent.document["creative"]
        path = f"/creatives/{number}/confirm"
        taken = stage.caller(HQ_AE).post(path, {"late_reason": LATE_REASON})
        chapter.expect("总部接收晚交", (200, "confirmed"), _state(taken))
        chapter.tell(f"{LATE_ACCEPTED.house.name} {LATE_ACCEPTED.slot.name}：销售确认被拒")
        chapter.tell(f"总部对接 AE 写明原因后接收：{LATE_REASON}")


def _send_all(
    stage: Stage, chapter: Chapter, orders: tuple[Order, ...] | list[Order], *, by: str
) -> list[Answer]:
    answers = []
    for order in orders:
        sent = _sent(stage, chapter, order, verdict="pass", by=by)
        done = _confirmed(stage, sent, by=by)
        chapter.expect(f"{order.house.name} {order.slot.name}", (200, "confirmed"), _state(done))
        answers.append(sent)
    return answers


def _sent(stage: Stage, chapter: Chapter, order: Order, *, verdict: str, by: str = SALES) -> Answer:
    sent = stage.send(order, by=by)
    got = (sent.status, sent.document.get("verdict"))
    chapter.expect(f"{order.house.name} {order.slot.name} 提交", (201, verdict), got)
    return sent


def _confirmed(stage: Stage, sent: Answer, *, by: str) -> Answer:
    return stage.caller(by).post(f"/creatives/{sent.document.get('creative')}/confirm")


def _registered(stage: Stage, chapter: Chapter, sent: Answer, reason: str) -> int:
    """Asked for by sales and registered by the station's AE; the approval's number."""
    creative = sent.document["creative"]
    asked = stage.caller(SALES).post(f"/creatives/{creative}/approvals", {"reason": reason})
    chapter.expect("申请特批", (201, "requested"), _state(asked))
    number = int(asked.document["approval"])
    done = stage.caller(AE).post(f"/approvals/{number}/register")
    chapter.expect("特批登记", (200, "registered"), _state(done))
    return number


def _state(answer: Answer) -> tuple[int, object]:
    return answer.status, answer.document.get("state")


def _deadline(answer: Answer) -> datetime:
    return datetime.fromisoformat(answer.document["deadline"])
