"""Words for the errors of test renders, places on a page, its steps and house ads."""

from collections.abc import Mapping

OF_PLACES: Mapping[str, str] = {
    "slot.trial_waits": "广告位 {slot} 已有一次试播在等待执行，请等它结束，或先取消",
    "slot.trial_unfit": "测试创意不符合刊例，请换一个尺寸、格式都对的文件",
    "slot.trial_unknown": "没有试播 {trial}",
    "slot.trial_failed": "最近一次试播没有通过，请处理后重新试播",
    "slot.trial_stale": "最近一次试播之后，刊例、页面或选择器改过，请重新试播",
    "slot.search_waits": "广告位 {slot} 已在找位置，请等它结束",
    "slot.search_unknown": "没有找位记录 {search}；请重新打开“在页面上选位置”",
    "slot.search_over": "广告位 {slot} 的这次找位置已经结束，不用取消",
    "slot.search_stale": "广告位 {slot} 已换到别的页面，请重新打开页面再选",
    "slot.place_unknown": "图上没有 {number} 号位置，请重新选",
    "slot.place_unfit": (
        "选择器 {selector} 在页面上对应 {count} 个元素，应正好是 {wanted} 个；请换一个"
    ),
    "slot.selector_long": "选择器太长，最多 {most} 个字",
    "slot.selector_same": "现在用的就是 {selector}，不用改",
    "slot.selector_taken": "同一页面的广告位 {slot} 已在用 {selector}；请选别的位置，或先改那一个",
    "slot.selector_changed": "广告位 {slot} 的选择器后来又改成了 {selector}，不能再撤销；请重新选",
    "slot.nothing_taken": "广告位 {slot} 的这次选位没有采用过，或已撤销",
    "house.nothing_shown": "这次巡检没有记下看到的是什么（{look}），不能记为自家广告",
    "house.is_creative": "这个文件（{sha256}…）是客户的创意，不能记为自家广告",
    "house.unknown": "没有这条自家广告（{house}）",
    "house.removed": "这条自家广告（{house}）已撤销",
    "page.missing": "没有编号为 {page} 的页面",
    "page.unseen": "页面 {url} 看不了：{why}",
    "size.unreadable": "{option} 的尺寸 {value} 读不懂；写法如 1000x90",
    "steps.too_many": "页面步骤有 {steps} 步，最多 {most} 步",
    "steps.kind": "第 {step} 步要选一种操作：点击、填写或等待",
    "steps.unknown": "第 {step} 步有不认识的内容：{field}",
    "steps.no_selector": "第 {step} 步没有写选择器",
    "steps.too_long": "第 {step} 步的内容太长或不是文字，最多 {most} 个字",
    "steps.value": "第 {step} 步不是填写，不能带内容；请清空，或改成填写",
    "steps.both": "第 {step} 步的内容和密钥名只能写一样",
    "steps.secret": (
        "第 {step} 步的密钥名 {value} 不对，应是 {prefix} 后接大写字母或数字，不能以 _AT 结尾"
    ),
}
