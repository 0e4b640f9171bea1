"""Words for the links of a booking's chain (experience.md, 合同)."""

from collections.abc import Mapping

STEPS: Mapping[str, str] = {
    "booking": "排期",
    "approval": "特批",
    "creative": "创意",
    "configured": "配置",
    "live": "上线",
    "checked": "巡检",
}
LINKS: Mapping[str, str] = {
    "done": "已完成",
    "broken": "断在这里",
    "waiting": "未到",
    "not_needed": "不需要",
    "not_kept": "未记录",
}
WHY_BROKEN: Mapping[str, str] = {
    "approval": "要特批，还没有批下来",
    "creative": "还没有确认的创意",
    "configured": "首日前一天 24:00 已过，还没有标记配置",
    "live": "应已上线（首日 10:00 前），巡检还没有看到对的创意",
    "checked": "最近一次巡检没有看到",
}
NOT_SOLD: Mapping[str, str] = {
    "draft": "还是草稿，没有占用轮播",
    "held": "只是预订，还没有转正式",
    "paused": "已暂停",
}
GLYPHS: Mapping[str, str] = {
    "done": "✓",
    "broken": "✕",
    "waiting": "·",
    "not_needed": "–",
    "not_kept": "–",
}
