"""Chinese words for states, verdicts, kinds: one word per thing (README, glossary)."""

from collections.abc import Mapping

STATES: Mapping[str, str] = {
    "submitted": "已提交",
    "pending": "已点确认，等待判定",
    "confirmed": "已确认",
    "live": "已上线",
    "replaced": "已替换",
    "ended": "已结束",
    "rejected": "已退回",
    "withdrawn": "已撤回",
    "requested": "已申请",
    "registered": "已登记",
    "approved": "已批准",
    "refused": "已驳回",
    "expired": "已失效",
    "void": "已作废",
    "running": "进行中",
    "cut": "已截止",
    "sent": "已发送",
    "open": "未确认",
    "accepted": "财务已接收",
    "returned": "财务已退回",
    "waiting": "待发送",
    "sending": "发送中",
    "stopped": "缺收件人",
    "failed": "发送失败",
    "in_doubt": "待核实",
    "draft": "草稿",
    "testing": "测试中",
    "closed": "已关闭",
    "retired": "已停用",
    "held": "预订中",
    "booked": "已预订",
    "paused": "已暂停",
    "cancelled": "已取消",
    "taken": "已收下",
    "read": "处理中",
    "handled": "已处理",
    "unmatched": "待人工",
    "settled": "已了结",
    "look_only": "只读",
    "may_place": "可投放",
    "leaving": "离职中",
}

VERDICTS: Mapping[str, str] = {
    "pass": "通过",
    "warn": "通过（有提醒）",
    "needs_approval": "需特批",
    "reject": "不通过",
}

RESULTS: Mapping[str, str] = {
    "unreachable": "页面打不开",
    "not_checked": "没能检查",
    "missing": "找不到广告位",
    "empty": "空位（天窗）",
    "broken": "素材损坏",
    "hidden": "看不见",
    "wrong_creative": "素材不对",
    "wrong_size": "尺寸不对",
    "wrong_link": "链接不对",
    "dead_link": "落地页打不开",
    "unsure": "需人工判断",
    "ok": "正常",
    "expired": "到期未下线",
    "unsold": "未售出但有广告",
    "vacant": "空闲",
}

DELIVERED: Mapping[str, str] = {"yes": "已投放", "no": "未投放", "unknown": "未核实"}

KINDS: Mapping[str, str] = {
    "commercial": "商广",
    "internal": "内广",
    "sina_package": "新浪包版",
    "mobile": "移动端",
    "campaign": "活动",
}

ROUTES: Mapping[str, str] = {"local": "本地", "hq": "总部", "cross": "跨区"}

CATEGORIES: Mapping[str, str] = {"paid": "购买", "bonus": "配送", "make_good": "补投"}

HEAD_OFFICE = "hq"

ROLES: Mapping[str, str] = {
    "ae": "地方站AE",
    "sales": "销售",
    "ops_head": "当地运营负责人",
    "station_gm": "地方站总经理",
    "hq_ae": "总部对接AE",
    "hq_ae_head": "总部AE负责人",
    "hq_assistant": "总部运营助理",
    "hq_director": "总部运营总监",
    "finance": "财务",
    "admin": "系统管理员",
}


def site(code: str, name: str) -> str:
    """北京站; 总部 is no 站."""
    return name if code == HEAD_OFFICE else f"{name}站"


ACTS: Mapping[str, str] = {
    "booking.read": "看排期",
    "booking.hold": "预订排期",
    "booking.write": "登记排期",
    "booking.pause": "暂停或恢复排期",
    "contract.write": "新建合同",
    "slot.read": "看广告位",
    "slot.write": "登记广告位",
    "slot.close": "关闭或恢复广告位",
    "page.read": "看页面",
    "master.write": "改基础资料",
    "people.read": "看人员",
    "people.write": "管理人员",
    "people.look_only": "开只读账号",
    "creative.read": "看创意",
    "creative.submit": "提交创意",
    "creative.submit_taken_over": "提交在投排期的创意",
    "creative.confirm": "确认创意",
    "creative.confirm_late": "接受晚到的创意",
    "creative.confirm_taken_over": "确认在投排期的创意",
    "creative.reject": "退回创意",
    "creative.withdraw": "撤回创意",
    "approval.request": "申请特批",
    "approval.register": "登记特批",
    "approval.decide": "审批特批",
    "approval.decide_sina": "审批新浪广告位的特批",
    "approval.withdraw": "撤回特批",
    "approval.read": "看特批",
    "check.run": "运行巡检",
    "check.decide": "人工判断",
    "check.by_hand": "人工巡检",
    "check.read": "看巡检",
    "anomaly.read": "看异常",
    "anomaly.write": "处理异常",
    "execution.read": "看执行",
    "execution.write": "标记执行",
    "execution.undo": "撤销标记",
    "execution.lift": "撤销“按未投放处理”",
    "ledger.read": "看记录表",
    "ledger.send": "发送记录表",
    "month.read": "看月度确认",
    "month.write": "填写月度确认",
    "month.confirm": "确认月份",
    "month.decide": "接收或退回月份",
    "outbox.read": "看发件箱",
    "outbox.write": "处理发件箱",
    "incoming.read": "看来信",
    "incoming.settle": "处理来信",
    "audit.read": "看操作日志",
    "job.run": "运行定时任务",
}
