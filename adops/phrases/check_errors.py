"""Words for the errors of checks: runs, looks, anomalies and their tickets."""

from collections.abc import Mapping

OF_CHECKS: Mapping[str, str] = {
    "check.other_day": "只能巡检当前广告日 {ad_day}（问的是 {on}）：页面只显示现在的内容",
    "check.running": "第 {run} 次巡检正在进行，等它做完再看结果",
    "check.failed": "巡检没有做完：{why}",
    "queue.missing": "ADOPS_QUEUE=postgres 要用的程序包没有装：{why}；请执行"
    " pip install --require-hashes -r requirements/queue.txt",
    "queue.inline": "ADOPS_QUEUE 不是 postgres：页面由本机自己巡检，不需要 worker",
    "queue.no_worker": "第 {run} 次巡检已排队，但没有 worker 在工作：启动 adops worker 就会接着做",
    "queue.failed": "任务队列出错：{why}",
    "check.over": "第 {run} 次巡检已经结束，没有什么可停",
    "check.cancelled": "第 {run} 次巡检被 {who} 停止：已看到的保留，其余页面没有看",
    "check.unfinished": "第 {run} 次巡检没有做完：广告日已结束，已看到的保留，其余页面没有看",
    "check.no_slots": "这个页面现在没有可以巡检的广告位：编辑已关闭，没有上线的，或只能手查",
    "check.unknown": "没有第 {run} 次巡检",
    "anomaly.unknown": "没有第 {anomaly} 号异常",
    "anomaly.wrong_state": "这个异常现在的状态（{state}）不能这样操作",
    "anomaly.no_triage": "第 {anomaly} 号异常不做三步核对；可以直接提交工单或结束",
    "anomaly.nothing_said": "请至少回答一个问题，或写明要改什么",
    "anomaly.not_answered": "三步核对还没有都答“对”（还差：{questions}），不能提交工单",
    "anomaly.is_ours": "三步核对里有“不对”，先改好；确实没问题的改答“对”再提交",
    "ticket.unknown": "没有第 {ticket} 条工单记录",
    "ticket.nothing_waits": "第 {anomaly} 号异常没有等待提交的工单",
    "look.unknown": "没有第 {look} 次查看",
    "look.no_picture": "第 {look} 次查看没有这张图：页面没有打开，或页面上没有这个广告位",
    "look.nothing_to_decide": "第 {look} 次查看没有要人工判断的：结果已经明确，或页面没有打开",
    "look.not_decided": "第 {look} 次查看没有人工判断可以撤销",
    "hand.not_on_round": "广告位 {slot} 的这条排期不在本广告日的手查单上，请刷新手查页",
    "hand.answer": "请选择看到的情况：有排期的说明展示得怎样，没有排期的说明是不是空闲",
    "hand.no_picture": "{name} 不是能显示的截图：请上传手机截图（PNG、JPG 或 WebP）",
    "evidence.failed": "证据图没有画完：{why}",
}
