"""Words for every named error: what happened and the way out. `{names}` come from its facts."""

from collections.abc import Mapping
from typing import Any

from adops.errors import AdopsError

ZH: Mapping[str, str] = {
    "settings.invalid": "环境变量 {name} 的值不对：{why}",
    "settings.secret_missing": "生产环境必须设置 ADOPS_SECRET_KEY（一串足够长的随机字符）",
    "config.unreadable": "配置文件 {file} 读不出来（{key}）：{why}",
    "config.invalid": "配置文件 {file} 的 {key} 不对：{why}",
    "database.unreachable": "连不上数据库：{why}",
    "database.old_schema": "数据库结构是 {here}，程序需要 {needed}：请先运行 adops init（会先备份）",
    "store.failed": "文件存储出错：{why}",
    "evidence.missing": "没有这个文件：{sha256}",
    "permission.denied": "{staff_no} 没有权限做这件事（{act}）",
    "person.unknown": "没有工号为 {staff_no} 的人",
    "slot.unknown": "没有广告位 {slot}",
    "part.unknown": "广告位 {slot} 没有「{part}」这个文件，它由这些组成：{parts}",
    "part.not_said": "广告位 {slot} 由 {parts} 组成，请写成 部分=文件（{file}）",
    "file.unreadable": "文件 {file} 读不了：{why}",
    "file.too_large": "文件 {file} 太大，没有读取（最大 {limit} 字节）",
    "creative.late": "已过提交截止时间 {deadline}（第 {clause} 款），最早可上线日：{earliest_go_live}",
}


class _Facts(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "—"


def sentence(error: AdopsError) -> str:
    """The Chinese sentence of an error; its code stands behind for whoever reports it."""
    words = ZH.get(error.code)
    if words is None:
        return str(error)
    return f"{words.format_map(_Facts(error.facts))} [{error.code}]"
