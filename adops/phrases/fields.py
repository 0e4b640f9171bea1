"""What the fields of pages are called, for whoever sends one that cannot be read."""

from collections.abc import Mapping
from typing import Any

FIELDS: Mapping[str, str] = {
    "again": "再次输入的密码",
    "approval_id": "特批编号",
    "booking": "排期编号",
    "click_url": "点击链接",
    "copy": "文案",
    "creative_id": "创意编号",
    "current": "现在的密码",
    "cursor": "翻页位置",
    "day": "日期",
    "days": "日期",
    "decision": "判定",
    "email": "邮箱",
    "file": "文件",
    "first": "起始日期",
    "go_live": "上线日",
    "item": "例外条款",
    "key": "要判定的用语",
    "kind": "类型",
    "late_reason": "超时接收的原因",
    "line": "行号",
    "look": "巡检记录编号",
    "mail": "邮件文件",
    "mail_id": "邮件编号",
    "month": "月份",
    "name": "姓名",
    "next": "返回地址",
    "note": "说明",
    "on": "日期",
    "only": "筛选",
    "page": "页面编号",
    "password": "密码",
    "phone": "手机号",
    "post": "职位编制",
    "proof": "证明文件",
    "q": "搜索词",
    "reason": "原因",
    "result": "结果",
    "revision": "版次",
    "role": "角色",
    "rotates": "是否轮换",
    "ruling": "判定",
    "sealed": "文件链接",
    "secret": "邀请链接",
    "sha256": "文件",
    "slot": "广告位",
    "slot_id": "广告位编号",
    "staff_no": "工号",
    "state": "状态",
    "station": "站点",
    "token_id": "令牌编号",
    "week": "周",
    "what": "图片",
    "why": "原因",
}


def field_word(name: str, why: Mapping[str, Any]) -> str:
    """The field as people know it, with the most it may hold where it holds more; `why` is the
    validator's own context."""
    word = FIELDS.get(name, name)
    most = why.get("max_length")
    return f"{word}（最多 {most} 个字）" if most else word
