"""Findings of the slot check in words, and the words of a proof sheet; Chinese first."""

from collections.abc import Mapping

from adops.domain.finding import Finding

ZH, EN = "zh", "en"

RESULT_TONES: Mapping[str, str] = {
    "ok": "good",
    "vacant": "plain",
    "unsure": "unclear",
    "unreachable": "unclear",
    "not_checked": "unclear",
    "unsold": "unclear",
    "missing": "bad",
    "empty": "bad",
    "broken": "bad",
    "hidden": "bad",
    "wrong_creative": "bad",
    "wrong_size": "bad",
    "wrong_link": "bad",
    "dead_link": "bad",
    "expired": "bad",
}

# an unsure look that somebody decided by eye: whether everything was seen → word, tone
BY_EYE: Mapping[bool, tuple[str, str]] = {
    True: ("人工判断：看到", "good"),
    False: ("人工判断：没看到", "bad"),
}

PROOF: Mapping[str, str] = {
    "title": "广告监播截图",
    "url": "页面地址",
    "captured": "截取时间",
    "captured_by_hand": "上传时间",
    "who": "查看人",
    "note": "说明",
    "zone": "北京时间",
    "slot": "广告位",
    "contract": "合同",
    "creative": "创意",
    "hash": "整页原图指纹",
    "hash_screen": "首屏原图指纹",
    "hash_by_hand": "原图指纹",
    "cut": "广告位特写",
    "page": "所在页面",
    "screen": "所在页面（首屏，浮动广告按正常窗口高度截取）",
    "by_hand": "人工巡检截图",
    "no_cut": "页面上没有找到这个广告位",
    "others_turn": "截取时这个位置轮到其他广告，不附其特写；下面是当时的页面，红框是这个广告位",
    "no_cut_unread": "没能在页面上查找这个广告位（读不懂它的选择器）",
    "no_cut_unshown": "页面上找到了这个广告位，但它没有显示出来，截图里没有它的画面",
    "no_cut_below": "页面上找到了这个广告位，但它在整页截图的下端以下，截图里没有它的画面",
    "no_cut_beside": "页面上找到了这个广告位，但它在截图的范围以外，截图里没有它的画面",
    "no_creative": "没有已确认的创意",
    "foot": "本图由系统自动截取，画面未经修改；整页原图按 SHA-256 指纹存档，可随时核对。",
    "foot_screen": "本图由系统自动截取，画面未经修改；首屏、整页原图按 SHA-256 存档，可随时核对。",
    "foot_by_hand": "本图由查看人截取后上传，系统未作修改；原图按 SHA-256 指纹存档，可随时核对。",
}

FINDINGS: Mapping[str, tuple[str, str]] = {
    "page.timeout": ("页面在限定时间内没有打开（{measured}）", "page timed out ({measured})"),
    "page.dns": ("页面域名解析失败", "the page's host is not found"),
    "page.refused": ("页面服务器拒绝连接", "connection refused"),
    "page.certificate": (
        "页面的 HTTPS 证书无效（{measured}）",
        "the page's certificate is not valid ({measured})",
    ),
    "page.status": ("页面返回 {measured}", "the page answers {measured}"),
    "page.blocked": ("页面被拦截", "the page is blocked"),
    "page.crashed": ("页面让浏览器崩溃", "the page crashed the browser"),
    "page.private": (
        "内网地址，未列入 ADOPS_ALLOW_HOSTS，没有打开",
        "a private address that ADOPS_ALLOW_HOSTS does not list; not opened",
    ),
    "page.steps": (
        "打开页面以后的步骤 {measured} 没有走通，没有看广告位",
        "step {measured} after opening the page failed; no slot was looked at",
    ),
    "page.failed": ("页面打不开（{measured}）", "the page did not open ({measured})"),
    "page.not_checked": (
        "没能检查：本机检查这个页面 {allowed} 次都没有完成，页面好坏不知道",
        "not checked: this machine failed at the page {allowed} times ({measured})",
    ),
    "slot.missing": ("页面上没有选择器 {where} 对应的元素", "no element for {where}"),
    "slot.empty": ("广告位里什么也没有", "nothing in the slot"),
    "slot.broken": ("素材没有加载成功：{where}", "did not load: {where}"),
    "slot.slow": (
        "素材 {measured} 秒才出来，超过 {allowed} 秒",
        "the picture took {measured} s, over {allowed} s",
    ),
    "check.script_unread": (
        "页面自己的代码让这个位置读不出来，无法判断",
        "the page's own code keeps the place from being read",
    ),
    "check.film_unread": (
        "巡检的浏览器放不了这种视频，无法判断（adops doctor 会说缺什么）",
        "the checking browser has no decoder for the film (see adops doctor)",
    ),
    "check.selector_unread": ("选择器写法有误，无法判断", "the selector can't be read"),
    "slot.part_missing": ("缺少一个部分：{where}", "a part is not there: {where}"),
    "slot.removed": (
        "框架里的广告被浏览器清空（过重的广告）：{where}",
        "the browser itself emptied the frame (a heavy ad): {where}",
    ),
    "mark.none": ("没有看到「广告」标记", "no 「广告」 mark is seen"),
    "close.none": ("没有找到关闭按钮", "no close button"),
    "close.stays": ("点一次关闭按钮没有关掉", "one click on the close button does not close it"),
    "script.error": ("广告位里的脚本出错：{measured}", "a script in the slot fails: {measured}"),
    "mixed_content": (
        "HTTPS 页面上用 HTTP 取素材：{where}",
        "fetched by HTTP on an HTTPS page: {where}",
    ),
    "check.loading_unread": ("还在加载，无法判断", "still loading when it was looked at"),
    "check.once_unread": (
        "同一读者只显示几次的广告，这次有内容没有取到，或看得晚了，无法判断，稍后再看",
        "an ad that comes a few times for a reader; a failing or late load; looked at again",
    ),
    "check.cut_unread": (
        "有内容没有取到，重新打开页面时页面又出错，无法判断，稍后再看",
        "something did not come, and the page failed when it was loaded again; looked at again",
    ),
    "check.cover_unread": (
        "上面盖着可能透明的内容，截图里看不清，请人工判断",
        "what lies over it may be see-through, and the picture does not tell",
    ),
    "check.tucked_unread": (
        "位于会裁切的区域之外，可能在等待轮换，也可能一直看不到，请人工判断",
        "outside the box that cuts it off: it waits for its turn there, or never comes into sight",
    ),
    "check.moving_unread": (
        "截图前后画面在变，无法判断",
        "it changed while the picture was taken",
    ),
    "check.closed_unread": (
        "读不到元素内部，链接请人工查看",
        "its inside can't be read; the link is to be looked at by eye",
    ),
    "picture.not_painted": (
        "素材文件或文字相符，但截图里没有画出来，请人工判断",
        "the file or the words are right, the picture does not show them",
    ),
    "check.frame_unread": ("框架没有响应，无法判断", "a frame did not answer"),
    "hidden.display": ("元素没有显示（display 或尺寸为 0）", "not displayed"),
    "hidden.visibility": ("元素不可见（visibility）", "invisible (visibility)"),
    "hidden.opacity": ("元素几乎透明", "all but transparent"),
    "hidden.off_page": ("位于页面之外", "outside the page"),
    "hidden.clipped": ("被裁掉", "clipped"),
    "hidden.covered": ("被其他内容遮住（约 {measured}）", "covered (about {measured})"),
    "creative.wrong": (
        "显示的不是已确认的创意（相似度 {measured}）",
        "not the confirmed creative (similarity {measured})",
    ),
    "old_creative": ("显示的是已结束的创意（{where}）", "an ended creative shows ({where})"),
    "together.mixed": (
        "两边显示的不是同一个创意",
        "the boxes show parts of different creatives",
    ),
    "house_ad": ("显示的是自家广告", "a house ad shows"),
    "creative.expired": (
        "合同 {where} 的创意到期未下线",
        "the creative of {where} should be down",
    ),
    "creative.unsold": ("未售出的广告位上有广告", "an ad in an unsold slot"),
    "size.rendered": (
        "显示尺寸 {measured}，应为 {allowed}",
        "rendered {measured} instead of {allowed}",
    ),
    "link.none": ("没有链接，应为 {allowed}", "no link; {allowed} is booked"),
    "link.wrong": ("链接是 {measured}，应为 {allowed}", "links to {measured}, not {allowed}"),
    "link.by_script": ("点击由脚本打开，读不出地址", "the click works by script only"),
    "link.unasked": (
        "点击先到 {where}，那里没有应答（{measured}），不知道通到哪里，应为 {allowed}",
        "a click goes to {where}, which does not answer ({measured}); {allowed} is booked",
    ),
    "link.dead": ("落地页打不开（{measured}）", "landing page does not answer ({measured})"),
    "picture.unsure": (
        "相似度 {measured}，介于两个界限之间，请人工判断",
        "similarity {measured} is between the thresholds",
    ),
    "picture.not_comparable": ("这种素材无法自动比对", "a creative that can't be compared"),
    "booking.no_creative": ("合同 {where} 没有已确认的创意", "{where} has no confirmed creative"),
    "rotation.not_seen": (
        "刷新 {measured} 次没有轮到合同 {where}，稍后再看",
        "{where} not seen in {measured} loads; looked at again later",
    ),
    "rotation.cut": (
        "轮播没有看完（{measured} 次），没有看到合同 {where}，稍后再看",
        "the rotation was cut short after {measured} loads, {where} not seen; looked at again",
    ),
    "version.not_seen": (
        "刷新 {measured} 次没有轮到合同 {where} 的第 {allowed} 版",
        "version {allowed} of {where} not seen in {measured} loads",
    ),
    "not_in_rotation": (
        "刷新 {measured} 次仍没有合同 {where}，不在轮播中",
        "{where} is not in the rotation ({measured} loads)",
    ),
    "cpm.not_seen": ("CPM 广告位，本次没有出现", "a CPM slot; not seen this time"),
    "geo": ("合同 {where} 定向其他城市，本机看不到", "{where} is aimed at another city"),
}


# where nothing was compared
NOT_COMPARED: Mapping[str, tuple[str, str]] = {
    "creative.wrong": ("显示的不是已确认的创意", "not the confirmed creative"),
}


def message(finding: Finding, lang: str = ZH) -> str:
    """One sentence; a code of another rule stands as it is."""
    words = FINDINGS.get(finding.code)
    if not finding.measured:
        words = NOT_COMPARED.get(finding.code, words)
    if words is None:
        return finding.code
    values = {
        name: "" if value is None else value
        for name, value in (
            ("measured", finding.measured),
            ("allowed", finding.allowed),
            ("where", finding.where),
        )
    }
    return words[lang != ZH].format(**values).replace("（）", "").replace(" ()", "")
