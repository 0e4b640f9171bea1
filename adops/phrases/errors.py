"""Words for every named error: what happened and the way out. `{names}` come from its facts."""

import errno
import os
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from adops.domain.anomaly import Question
from adops.domain.period import parse_month
from adops.errors import AdopsError
from adops.phrases.anomaly import QUESTIONS
from adops.phrases.anomaly import STATES as ANOMALY_STATES
from adops.phrases.check_errors import OF_CHECKS
from adops.phrases.dates import full_day, full_moment
from adops.phrases.execution import STATES as EXECUTION_STATES
from adops.phrases.place_errors import OF_PLACES
from adops.phrases.sheet import days_told, way_told
from adops.phrases.words import ACTS, STATES

ZH: Mapping[str, str] = {
    **OF_CHECKS,
    **OF_PLACES,
    # settings, config, the house
    "settings.invalid": "环境变量 {name} 的值不对，应是：{why}",
    "settings.secret_missing": "生产环境必须设置 ADOPS_SECRET_KEY（一串足够长的随机字符）",
    "config.no_folder": "没有配置文件夹 {file}：请检查 ADOPS_CONFIG",
    "config.unreadable": "配置文件 {file} 读不出来（{key}）：{why}",
    "config.invalid": "配置文件 {file} 的 {key} 不对：{why}",
    "calendar.out_of_range": "日历只能回答 {first} 到 {last} 年，问的是 {year} 年",
    "database.unreachable": "连不上数据库：{why}",
    "database.old_schema": "数据库结构是 {here}，需要 {needed}：请先运行 adops init（会先备份）",
    "database.newer_schema": "数据库结构 {here} 比这个 adops（{needed}）新：请换用新版的 adops",
    "store.failed": "文件存储出错：{why}",
    "evidence.missing": "没有这个文件：{sha256}",
    "evidence.gone": "这个文件已过保存期，{on} 删除（{why}）：{sha256}",
    "evidence.checking": "正在巡检，新的截图还没有登记，现在不删除证据文件；巡检做完再运行",
    "browser.missing": "找不到可用的浏览器 {path}：请运行 make setup，或用 ADOPS_CHROMIUM 指明路径",
    "font.missing": "没有中文字体：{mend}",
    "server.address": "不能在 {host} 的端口 {port} 上提供服务：{why}；请换 --host 或 --port",
    "server.failed": "服务器出了错，这次没有做成；请稍后再试，或请系统管理员查看日志",
    "server.unreachable": "连不上本机的服务：{why}",
    "program.failed": "adops 自己出了错（{why}）；请把上面的记录交给维护的人",
    # wrong use of a command
    "usage.no_command": "没有命令 {command}；adops --help 列出全部命令",
    "usage.no_option": "没有选项 {option}；{see} 列出全部选项",
    "usage.missing": "缺少 {what}；写法见 {see}",
    "usage.invalid": "{what} 的值不对：{value}（{why}）；写法见 {see}",
    "usage.no_choice": "{what} 的值不对：{value}；可用的是 {choices}",
    "usage.no_number": "{what} 要写成整数：{value}",
    "usage.out_of_range": "{what} 要在 {least} 到 {most} 之间：{value}",
    "usage.extra": "多出的内容：{words}；写法见 {see}",
    "usage.no_value": "{option} 后面要写一个值",
    "usage.flag": "{option} 后面不跟值",
    # people and sign-in
    "permission.denied": "{staff_no} 没有权限做这件事（{act}）；请找有权限的同事",
    "person.unknown": "没有工号为 {staff_no} 的人",
    "person.empty": "人员的 {field} 不能为空",
    "person.invalid": "人员的 {field} 的值不对：{value}",
    "person.exists": "工号 {staff_no} 已经有人在用",
    "person.mail_taken": "邮箱 {email} 已属于 {staff_no}；请先改那个人的邮箱，或换一个",
    "account.closed": "{staff_no} 的账号已关闭",
    "account.own": "不能关闭自己的账号（{staff_no}）；请另一位管理员操作",
    "password.no_terminal": "这里不能输入密码；请加 --stdin，从标准输入给出一行",
    "password.differs": "两次输入的密码不一样，没有改动",
    "role.unknown": "没有角色 {role}；可用的是 {roles}",
    "password.length": "密码要有 {shortest} 到 {longest} 个字符",
    "password.unlike": "两次输入的密码不一样",
    "password.wrong": "现在的密码不对",
    "setup.done": "首位管理员已经设置过，请直接登录",
    "sign_in.needed": "请先登录",
    "sign_in.refused": "工号或密码不对",
    "sign_in.too_often": "尝试太多次，请 {minutes} 分钟后再试",
    "link.unknown": "登录链接不对；请管理员重新发一个",
    "link.spent": "登录链接已用过或已过期；请管理员重新发一个",
    "token.refused": "接口令牌不对或已吊销",
    "token.label": "令牌的用途最多 {most} 个字",
    "token.unknown": "没有编号为 {token} 的令牌",
    "csrf.refused": "页面已过期，请刷新后再提交一次；填写的内容没有保存",
    "upload.too_large": "文件 {name} 太大：{measured} 字节，最多 {mb} MB",
    "page.unknown": "这个地址没有页面",
    "http.404": "接口没有这个地址；有哪些见 /docs",
    "http.405": "这个地址不接受这种请求；可用的见回答里的 Allow",
    "body.unreadable": "请求的内容读不出来；请按 /docs 的写法重新发送",
    "body.not_form": "请以表单（multipart/form-data）发送，收到的是 {sent}",
    "body.too_large": "上传的内容太大：图片最多 20 MB，视频最多 100 MB，表格最多 50 MB",
    "request.invalid": "有内容没有填，或填得不对：{fields}",
    # input
    "file.empty": "文件 {file} 是空的",
    "file.unwritable": "写不了文件 {file}：{why}",
    "file.unreadable": "读不了文件 {file}：{why}",
    "file.too_large": "文件 {file} 太大：{measured} 字节，最多 {allowed} 字节",
    "value.unstorable": "有的内容存不下：文字里有不可见的控制字符，或数字太大",
    "field.missing": "缺少 {field}",
    "field.unknown": "不认识的字段 {field}；可用的是 {fields}",
    "field.invalid": "{field} 的值不对：{value}",
    "input.date": "{option} 不是一个日期（要写成 2026-11-21）：{value}",
    "deadline.options": "请给出 {options} 之一",
    "period.reversed": "结束 {last} 早于开始 {first}",
    "slot.wrong_state": "广告位现在的状态（{state}）不能这样操作",
    "slot.by_hand": "广告位 {slot} 没有网页可打开（APP 或未填页面地址），不能试播",
    "slot.untested": "还没有试播，试播通过后才能上线",
    "slot.booked": "还有在投或将投的排期：{bookings}；请先改期或取消，再停用",
    "plan.too_many": "排期超过 {most} 条，请缩短日期或只选一个站点",
    "period.too_long": "一次最多问 {most} 天，现在是 {days} 天",
    "reason.missing": "请写明原因",
    "idempotency.mismatch": "Idempotency-Key {key} 已用于另一个请求",
    "part.unknown": "这个形式没有 {part} 这一部分；有的是 {parts}",
    "part.twice": "{part} 给了两个文件",
    "part.not_said": "{file} 是哪一部分？请写成 部分=文件，可用的是 {parts}",
    "mail.unreadable": "这不是一封邮件（缺 {why}）；请用邮箱导出的 .eml 文件",
    # slots, bookings
    "station.unknown": "没有站点 {station}",
    "slot.unknown": "没有广告位 {slot}",
    "slot.retired": "广告位 {slot} 已停用，不再接收排期和创意",
    "slot.no_version": "广告位 {slot} 在 {on} 没有生效的刊例",
    "slot.version_past": "新刊例最早从还没开始的广告日 {earliest} 起生效，填的是 {valid_from}",
    "slot.version_unchanged": "和现行刊例一样，没有任何改动",
    "slot.parts": "这个形式的部分是 {parts}，一个也不能少、不能换",
    "slot.creatives_unfit": "有 {count} 个创意将不再符合（{creatives}）：请先看清单，再确认写入",
    "page.not_known": "没有编号为 {page} 的页面",
    "closure.unknown": "没有编号为 {closure} 的关闭记录",
    "closure.again": "这些日子已记录关闭（从 {day} 起）；要改请先恢复那一条，再记新的",
    "closure.over": "这次关闭已从 {day} 起恢复，不能再改；要再关闭请新记一条",
    "contract.unknown": "没有合同 {contract}；请核对合同号，新合同请连同名称登记",
    "booking.unknown": "没有这条排期：{booking}",
    "booking.ambiguous": "合同 {contract} 在 {slot} 有多条排期，请用 --start 指明：{starts}",
    "contract.exists": "合同 {contract} 已经有了；请直接为它登记排期",
    "entry.unreadable": "有内容没有填，或填得不对：{what}",
    "booking.wrong_state": "排期现在的状态（{state}）不能这样操作",
    "booking.exists": "同合同、广告位、开始日、类别已有排期 {booking}（{state}）；请打开那一条来改",
    "booking.over_booked": "{days} 轮播不够（共 {rotations}，需要 {most}）；已排：{in_the_way}",
    "booking.looks_moved": "与同合同在这里的排期 {start} 至 {end} 重叠；请打开那一条，用“改期”",
    "booking.day_over": "{day} 已经过去；最早从 {earliest} 起",
    "booking.has_run": "{start} 至 {end} 已投放，不能改；只能改或取消以后的日子",
    "booking.unmoved": "广告位和日期都没有变，没有任何改动",
    "booking.too_long": "共 {days} 天，一条排期最多 {most} 天",
    "booking.cancel_day": "不能从 {day} 起取消：已投放的日子不能取消，可选 {earliest} 至 {latest}",
    "booking.last_day": "排期到 {last} 为止，没有还能取消的日子",
    "booking.cancel_more": "取消后的净价 {net} 元比原来的 {before} 元还多，请核对；"
    "按天数折算是 {proposed} 元",
    "booking.moved_net_missing": "天数变了，请填写新的净价合计：原来 {before} 元，"
    "按天数折算是 {proposed} 元",
    "make_good.nothing_lost": "没有要补投的日子：编辑没有关闭过，或都已有补投",
    "make_good.no_free_days": "广告位 {slot} 近期没有空闲的日子，请换广告位另登记补投",
    "booking.net_missing": "取消后还有已投放的日子，请填写新的净价合计；按天数折算是 {proposed} 元",
    "booking.cancelled_costs": "一天也没有投放的排期整条取消，净价只能是 0",
    "price.bonus_costs": "配送的净价应为 0",
    "region.needed": "新浪包版必须写明定向地域",
    "region.no_station": "{regions} 没有地方站，不知道由谁投放；请改定向地域",
    "region.two_stations": "{regions} 属于不同站点；请一个城市一条排期",
    "booking.closed": "排期 {booking} 已结束或取消，不再接收创意",
    # creatives and approvals
    "creative.unknown": "没有创意 {creative}",
    "creative.wrong_state": "创意现在的状态（{state}）不能这样操作",
    "creative.rejected": "创意审核不通过，不能确认；请按审核结论修改后重新提交",
    "creative.late": "已过截止时间 {deadline}（第 {clause} 款）；最早可上线{earliest_go_live}",
    "creative.go_live_outside": "上线日 {go_live} 不在排期 {first} 至 {last} 之内",
    "import.no_file": "还没有选择 Excel 文件",
    "creative.no_file": "还没有选择文件",
    "creative.is_live": "创意已上线（巡检看到过、已标记上线，或上线日 {go_live} 已过），"
    "不能撤销确认；要换请提交新版，要停请在排期里紧急下线",
    "creative.on_air": "创意 {creative} 已上线，不能退回或撤回；要换请提交新版，"
    "要停请在排期里紧急下线",
    "creative.unchanged": "链接和文案都没有变，不需要新的一版",
    "creative.several": "一次只提交一个创意；多文件的形式写 部分=文件（{files}）",
    "suggestion.none": "创意 {creative} 没有能自动改好的文件；请按审核结果修改后重新提交",
    "content.hit_unknown": "创意 {creative} 里没有这处用语，可能已重新核对；请刷新后再判定",
    "content.item_unknown": "例外要选一项：{items}",
    "content.proof_missing": "举证放行要附上证明文件",
    "content.proof_useless": "“{words}”是法律明文禁止的，有证明也不能放行；请选改、例外或误报",
    "content.nothing_read": "创意 {creative} 的图里没有识别出文字，请填写文案",
    "ocr.missing": "没有安装识别图中文字的组件：请运行 make setup",
    "ocr.failed": "图中文字没有识别成功：{why}",
    "creative.other_bytes": "创意 {creative} 存档的文件与提交时不一致；请重新提交",
    "booking.over": "排期已在 {last} 结束，不能再提交、确认创意或申请特批",
    "approval.asker": "申请人只能是本人，或由AE代填合同销售的邮箱（{sales}）",
    "approval.unknown": "没有特批 {approval}",
    "approval.missing": "超出限制，需要已批准的创意特批才能确认",
    "approval.open": "创意特批已申请，还没有批下来；批准后才能确认，不用再申请",
    "approval.not_needed": "这个创意没有需要特批的问题",
    "approval.useless": "还有不能特批的问题，特批也不能通过；请修改创意",
    "approval.creative_gone": "创意{state}，批准也用不上；请驳回，或重新提交这个文件后再批",
    "approval.wrong_state": "特批现在的状态（{state}）不能这样操作",
    "approval.same_mail": "这封邮件已登记过特批 {approval}（{state}）；重新申请要用一封新邮件",
    "approval.unchanged": "没有任何改动",
    "approval.not_yours": "只有申请人可以撤回特批 {approval}",
    "approval.own_request": "不能审批自己申请的特批",
    # execution and swaps
    "execution.unknown": "没有这一项执行（{item}）：排期或创意可能已有变化，请刷新后再操作",
    "execution.wrong_state": "这一项现在的状态（{state}）不能这样操作",
    "execution.no_creative": "还没有确认的创意，不能标记",
    "execution.words_undecided": "创意还有 {count} 处用语没有判定，判定后才能标记为已配置",
    "execution.size": "{part}的尺寸要写成 950×90，填的是 {value}",
    "execution.too_early": "{starts} 才开始投放，到时再标记上线",
    "execution.mark_stands": "没有可以撤销的标记：标记之后巡检过、报告过晚投，"
    "或当天已过的，以巡检和报告为准",
    "execution.day_over": "{day} 的广告日已过，不能再标记上线",
    "execution.report_over": "报告要在 {until} 前提交，现已按未投放处理；请总部对接AE核实后撤销",
    "execution.reason_unknown": "没有晚投原因 {reason}；可用的是 {known}",
    "execution.note_missing": "原因 {reason} 需要写说明",
    "swap.wrong_state": "这次替换现在的状态（{state}）不能这样操作",
    # ledger and month
    "ledger.week": "{value} 不是 ISO 周，要写成 2026-W47",
    "ledger.no_ledger": "{week} 没有记录表：周一至周五都放假，登记的特批并入 {following}",
    "ledger.before_cut": "{week} 要到 {cut} 才截止，现在还不能发送",
    "ledger.changed": "{week} 刚刚有变化，请重新查看后再发送",
    "ledger.not_sent": "{station} 的 {week} 还没有发送过，不能重发",
    "mail.unknown": "没有编号为 {mail} 的邮件",
    "mail.wrong_state": "邮件现在的状态（{state}）不能这样操作",
    "mail.resent": "这封邮件已经重发过（第 {mail} 封）；请看那一封",
    "mail.no_file": "第 {mail} 封邮件没有第 {number} 个附件",
    "mail.secret": "这是账号邀请，里面的链接只给本人；正文和附件不显示",
    "mail.no_recipient": "还是没有收件人（{missing}）：请先在人员里补齐邮箱",
    "imap.failed": "收信没有做成（{server}）：{why}；请检查 ADOPS_IMAP_URL、网络和邮箱密码",
    "imap.not_set": "没有设置收信的邮箱：请设置 ADOPS_IMAP_URL（imaps://user:password@host/INBOX）",
    "mail.no_words": "{file} 不是邮件，也不是文字；请给 .eml 文件，或把邮件正文存成 .txt",
    "incoming.busy": "正在收信，请等这一次做完",
    "incoming.no_file": "来信 {mail} 没有这个文件，或没有留存邮件",
    "incoming.unknown": "没有编号为 {mail} 的来信",
    "incoming.wrong_state": "来信现在的状态（{state}）不能这样操作",
    "job.unknown": "没有任务 {job}；可用的是 {jobs}",
    "job.cron": "任务 {job} 的时间 {cron} 不对：{why}",
    "job.at": "{value} 不是一个时刻，要写成 2026-11-20T16:05",
    "job.at_future": "{value} 还没有到，现在是 {now}",
    "job.failed": "任务 {job} 没有完成：{why}",
    "ledger.wrong_state": "记录表现在的状态（{state}）不能这样操作",
    "month.wrong_state": "这个月现在的状态（{state}）不能这样操作",
    "month.not_a_month": "{month} 不是月份，要写成 2026-10",
    "month.no_revision": "{month} 没有第 {revision} 次确认",
    "month.not_over": "{month} 要到 {opens} 才能确认",
    "month.incomplete": "{month} 还有 {count} 行缺资料，不能确认",
    "month.does_not_add_up": "{month} 有对不上的数，先查清再确认",
    "month.changed": "{month} 刚刚有变化，请重新查看后再确认",
    "month.closed": "{month} 已确认，不能再改；财务退回后才能修改",
    "month.line_unknown": "{month} 没有这一行：{line}",
    "month.reason_unknown": "没有原因 {reason}；可用的是 {known}",
    "month.note_missing": "原因 {reason} 需要写说明",
    "month.day_outside": "{day} 不在这条排期之内",
    "month.day_executed": "{day} 已执行，不需要原因",
    "month.day_not_over": "{day} 还没有过完",
    "month.day_missing": "这种证明要写明是哪一天",
    "month.proof_unknown": "没有证明 {proof}",
    "paper.type_unknown": "{name} 不是可用的证明：请用 PDF、图片、xlsx、docx 或 .eml 邮件",
    "month.return_reason_missing": "退回 {month} 要写明原因",
    # sheets
    "workbook.unreadable": "{file} 不是能读的 .xlsx 工作簿：{why}",
    "workbook.no_rows": "{file} 的第一张表只有表头，没有要导入的行",
    "workbook.too_large": "{file} 太大：{bytes} 字节，最多 {most}",
    "workbook.too_many_cells": "{file} 的单元格太多（最多 {most} 个），多半是带格式的空行；"
    "请删去数据以外的行列再导入",
    "workbook.too_many_rows": "{file} 的行太多：一次最多 {most} 行，请分开导入",
    "file.not_xlsx": "{file} 的文件名要以 .xlsx 结尾",
    # demo
    "demo.not_ours": "{path} 不是演示自己的文件夹，没有动它；请移走后再运行",
    "demo.running": "另一个演示正在使用 {path}：先结束它（Ctrl-C），再运行",
    "portal.not_started": "演示门户没有启动起来",
}


# What the system says of a file; `strerror` is the machine's, in English.
OF_FILES: Mapping[str, str] = {
    os.strerror(number): words
    for number, words in {
        errno.ENOENT: "没有这个文件或文件夹",
        errno.EISDIR: "这是一个文件夹",
        errno.ENOTDIR: "路径中有一段不是文件夹",
        errno.EEXIST: "已有同名的文件",
        errno.EINVAL: "这不是普通的文件",
        errno.EACCES: "没有权限",
        errno.EPERM: "没有权限",
        errno.EROFS: "磁盘只读",
        errno.ENOSPC: "磁盘已满",
        errno.ENAMETOOLONG: "名字太长",
        errno.EADDRINUSE: "已被占用",
        errno.EADDRNOTAVAIL: "不是本机的地址",
    }.items()
}


OF_WORKBOOKS: Mapping[str, str] = {
    "old": "这是旧的 .xls，或是加了密码的文件；请去掉密码，另存为 .xlsx",
    "other": "内容是别的文件；请用 Excel 另存为 .xlsx",
    "damaged": "文件已损坏；请用 Excel 打开后重新保存",
    "hidden": "没有可见的工作表",
    "locked": "文件加了密码；请去掉密码后保存",
    "entities": "文件里有不该有的 XML 声明；请用 Excel 打开后重新保存",
    "wide": "列太多，最多 100 列",
}


class _Facts(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "—"


def sentence(error: AdopsError) -> str:
    """The Chinese sentence of an error; its code stands behind for whoever reports it."""
    return f"{spoken(error)} [{error.code}]" if error.code in ZH else str(error)


def spoken(error: AdopsError, words: Mapping[str, str] | None = None) -> str:
    """The sentence alone; `words` say what stands for a code among the error's facts."""
    own = OWN_STATES.get(error.code.partition(".")[0], {})
    facts = {
        name: own[str(value)]
        if name == "state" and str(value) in own
        else _said(name, value, words or {})
        for name, value in error.facts.items()
    }
    return ZH[error.code].format_map(_Facts(facts))


def _said(name: str, value: Any, words: Mapping[str, str]) -> Any:
    if name in LISTS and isinstance(value, list):
        return LISTS[name](value)
    if isinstance(value, list | tuple):
        return "、".join(str(words.get(str(one), one)) for one in value)
    if name in SAID:
        return SAID[name].get(str(value), value)
    if name in NAMED:
        return NAMED[name](value)
    if hasattr(value, "astimezone"):
        return full_moment(value)
    return words.get(str(value), _day(value))


def _day(told: Any) -> Any:
    """2026年9月28日, of a day or a day in ISO form; anything else as it is."""
    if isinstance(told, str) and ISO_DAY.fullmatch(told):
        try:
            return full_day(date.fromisoformat(told))
        except ValueError:
            return told
    return full_day(told) if isinstance(told, date) else told


def _instant(told: Any) -> str:
    """2026年9月23日 15:00, of an instant in ISO form; anything else as it is."""
    try:
        return full_moment(datetime.fromisoformat(str(told)))
    except ValueError:
        return str(told)


ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# things whose states have words of their own
OWN_STATES: Mapping[str, Mapping[str, str]] = {
    thing: {str(state): words for state, words in EXECUTION_STATES["zh"].items()}
    for thing in ("execution", "swap")
} | {"anomaly": {state.value: told[0] for state, told in ANOMALY_STATES.items()}}

LISTS: Mapping[str, Callable[[list[Any]], str]] = {
    "questions": lambda some: "、".join(QUESTIONS[Question(one)][0] for one in some),
    "days": lambda days: days_told([date.fromisoformat(day) for day in days]),
    "in_the_way": way_told,
}
NAMED: Mapping[str, Callable[[Any], str]] = {
    "month": lambda month: month_words(str(month)),
    "deadline": _instant,
    "cut": _instant,
    "earliest_go_live": lambda day: (
        f" {_day(day)}" if day else "的日子排期内没有了，可由总部对接AE接收"
    ),
}
SAID: Mapping[str, Mapping[str, str]] = {
    "state": STATES,
    "act": ACTS,
    "why": {**OF_FILES, **OF_WORKBOOKS},
}


def month_words(month: str) -> str:
    """`2026-10` → 2026年10月; anything else as it is."""
    try:
        first = parse_month(month).first
    except ValueError:
        return month
    return f"{first.year}年{first.month}月"
