"""Findings of the creative review in words: what was measured, what is allowed, how to mend it."""

from collections.abc import Iterable, Mapping
from typing import Any

from adops.domain.content import HIT_CODE, MUST_SHOW_CODE
from adops.domain.creative import Code, LinkTrouble
from adops.domain.finding import Finding
from adops.phrases import html5, video
from adops.phrases.content import HITS, MUST_SHOW
from adops.phrases.reading import CHECKS, LANDING_TROUBLES
from adops.phrases.wording import EN, ZH, Say, Words, filled, told
from adops.phrases.wording import fixed as _fixed

KB = 1024

SEVERITIES: Mapping[str, Mapping[str, str]] = {
    ZH: {"warn": "提醒", "needs_approval": "需特批", "reject": "不通过"},
    EN: {"warn": "warning", "needs_approval": "needs approval", "reject": "refused"},
}
PLACES: Mapping[str, Mapping[str, str]] = {
    ZH: {
        "main": "主文件",
        "left": "左侧",
        "right": "右侧",
        "mini": "小图",
        "back": "背面",
        "expanded": "展开图",
        "second": "第二张",
        "third": "第三张",
        "replay": "重播条",
        "poster": "封面",
        "video": "视频",
        "click_url": "链接",
        "copy": "文案",
        "landing": "落地页",
        "developer": "开发企业",
        "agent": "中介机构",
        "permit": "预售许可证号",
    },
    EN: {
        "main": "main file",
        "left": "left side",
        "right": "right side",
        "mini": "mini",
        "back": "back",
        "expanded": "expanded picture",
        "second": "second picture",
        "third": "third picture",
        "replay": "replay tab",
        "poster": "poster",
        "video": "video",
        "click_url": "link",
        "copy": "copy",
        "landing": "landing page",
        "developer": "developer",
        "agent": "agent",
        "permit": "pre-sale permit",
    },
}
LINKS: Mapping[str, Mapping[str, str]] = {
    ZH: {
        LinkTrouble.ABSOLUTE: "须是以 http:// 或 https:// 开头的完整网址",
        LinkTrouble.WELL_FORMED: "网址写法有误或含有空格、反斜杠等字符",
        LinkTrouble.CREDENTIALS: "网址里不能带用户名或密码",
        LinkTrouble.PUBLIC: "不能指向本机或内网地址",
    },
    EN: {
        LinkTrouble.ABSOLUTE: "it must be a full address starting with http:// or https://",
        LinkTrouble.WELL_FORMED: "it is malformed, or holds spaces, backslashes or the like",
        LinkTrouble.CREDENTIALS: "it must not carry a user name or password",
        LinkTrouble.PUBLIC: "it must not lead to this machine or a private network",
    },
}


def weight(size: Any) -> str:
    """`30,721 字节（30.00 KB）`."""
    return f"{size:,} 字节（{size / KB:.2f} KB）"


def weight_en(size: Any) -> str:
    """`30,721 bytes (30.00 KB)`."""
    return f"{size:,} bytes ({size / KB:.2f} KB)"


def _weighed(zh: str, en: str) -> Words:
    """Words with `{measured}` and `{allowed}` as weights and `{over}` the bytes between them."""
    return Words(
        lambda one: zh.format(
            measured=weight(one.measured), allowed=weight(one.allowed), over=_over(one)
        ),
        lambda one: en.format(
            measured=weight_en(one.measured), allowed=weight_en(one.allowed), over=_over(one)
        ),
    )


def _over(finding: Finding) -> str:
    measured, allowed = finding.measured, finding.allowed
    if isinstance(measured, int) and isinstance(allowed, int):
        return f"{measured - allowed:,}"
    return "—"


def _unsafe(lang: str) -> Say:
    words = {
        ZH: "点击链接「{url}」不可用：{why}，请改成可公开访问的落地页地址",
        EN: "the link “{url}” can't be used: {why}; give the public address of the landing page",
    }
    return lambda one: words[lang].format(
        url=one.measured or "", why=LINKS[lang].get(str(one.allowed), str(one.allowed))
    )


def _loops(lang: str) -> Say:
    words = {
        ZH: ("动画{n}，最多 {allowed} 次，请在导出时设定循环次数", "无限循环", "循环 {n} 次"),
        EN: (
            "the animation runs {n}, at most {allowed} times; set the loop count on export",
            "for ever",
            "{n} times",
        ),
    }
    whole, forever, counted = words[lang]

    def say(one: Finding) -> str:
        endless = one.measured == "forever"
        times = forever if endless else counted.format(n=one.measured)
        return whole.format(n=times, allowed=one.allowed)

    return say


def _missing(lang: str) -> Say:
    words = {ZH: ("缺少文件", "（尺寸 {size}）"), EN: ("the file is missing", " (size {size})")}
    plain, sized = words[lang]
    mend = {ZH: "，请补齐后再确认", EN: "; add it before confirming"}[lang]
    return lambda one: plain + (sized.format(size=one.allowed) if one.allowed else "") + mend


def _must_show(lang: str) -> Say:
    missing, other = MUST_SHOW[lang]
    return lambda one: filled(missing if one.measured is None else other, one)


def _formats(allowed: object) -> str:
    return "、".join(str(allowed).split("|"))


def _not_allowed(zh: str, en: str) -> Words:
    return Words(
        lambda one: zh.format(measured=one.measured, allowed=_formats(one.allowed)),
        lambda one: en.format(
            measured=one.measured, allowed=", ".join(str(one.allowed).split("|"))
        ),
    )


def _unseen(lang: str) -> Say:
    """Which characters, and where: `U+202E@3 U+200B@7`."""
    each = {ZH: "第 {place} 个字符 {letter}", EN: "{letter} at {place}"}[lang]
    whole = {
        ZH: "文字里有看不见的控制字符：{found}；它们会改变显示顺序或藏住内容，请删掉后重新输入",
        EN: "the text holds characters nobody sees: {found}; they change what is read, so type it "
        "again without them",
    }[lang]

    def say(one: Finding) -> str:
        pairs = (word.partition("@") for word in str(one.measured).split())
        found = (each.format(letter=letter, place=place) for letter, _, place in pairs)
        return whole.format(found=("、" if lang == ZH else ", ").join(found))

    return say


WORDS: Mapping[str, Words] = {
    **video.WORDS,
    **html5.WORDS,
    Code.FILE_EMPTY: _fixed(
        "文件是空的（0 字节），请重新导出后上传", "the file is empty (0 bytes); export it again"
    ),
    Code.FILE_BROKEN: _fixed(
        "文件不完整或已损坏，无法解码，请重新导出后上传",
        "the file is cut off or damaged and can't be decoded; export it again",
    ),
    Code.FILE_BOMB: _fixed(
        "文件的像素、帧数或压缩内容过多，为安全起见未打开，请按广告位尺寸重新制作",
        "the file holds too many pixels, frames or packed content and was not opened; make it anew "
        "in the slot's size",
    ),
    Code.FORMAT_NOT_ALLOWED: _not_allowed(
        "格式是 {measured}，该广告位只接受 {allowed}，请转换格式",
        "the format is {measured}, the slot takes {allowed}; convert it",
    ),
    Code.FORMAT_UNKNOWN: _not_allowed(
        "文件内容不是任何已知格式，该广告位接受 {allowed}，请重新导出",
        "the bytes are of no known format, the slot takes {allowed}; export it again",
    ),
    Code.FORMAT_OBSOLETE: _not_allowed(
        "Flash（{measured}）自 2021 年起浏览器已无法播放，请改用 {allowed}",
        "no browser plays Flash ({measured}) since 2021; use {allowed}",
    ),
    Code.FORMAT_MISMATCH: _fixed(
        "名称或类型写的是 {allowed}，内容其实是 {measured}，按内容审核；建议改正文件名",
        "name or type say {allowed}, the bytes are {measured} and are judged as that; rename it",
    ),
    Code.SIZE_WRONG: _fixed(
        "尺寸是 {measured}，应为 {allowed}（像素，一点不差），请按此尺寸重新制作",
        "the size is {measured}, it must be exactly {allowed} px; make it anew in that size",
    ),
    Code.FILE_TRAILING: _fixed(
        "文件结尾之后还有 {measured} 字节别的内容，浏览器不会显示，请重新导出一份干净的文件",
        "{measured} bytes of something else follow the end of the file and are never shown; export "
        "it anew",
    ),
    Code.SIZE_OVER_LIMIT: _weighed(
        "文件 {measured}，上限 {allowed}，超出 {over} 字节；请压缩，无法更换时可申请创意特批",
        "the file has {measured}, the limit is {allowed}: {over} bytes over; compress it, or "
        "ask for a special approval where it can't be replaced",
    ),
    Code.SIZE_OVER_CAP: _weighed(
        "文件 {measured}，上限 {allowed}，超出 {over} 字节，超过了可特批的范围，请压缩",
        "the file has {measured}, the limit is {allowed}: {over} bytes over, more than can be "
        "approved; compress it",
    ),
    Code.SIZE_SINA_STRICT: _weighed(
        "文件 {measured}，上限 {allowed}，超出 {over} 字节；新浪广告位严格按上限，不能特批，请压缩",
        "the file has {measured}, the limit is {allowed}; slots of SINA are strict and no approval "
        "helps: compress it",
    ),
    Code.ANIMATION_TOO_LONG: _fixed(
        "动画一轮 {measured} 秒，最长 {allowed} 秒，请缩短",
        "one run takes {measured} s, at most {allowed} s; shorten it",
    ),
    Code.ANIMATION_TOO_FAST: _fixed(
        "动画每秒 {measured} 帧，最多 {allowed} 帧，请放慢或减少帧数",
        "it shows {measured} frames a second, at most {allowed}; slow it down",
    ),
    Code.ANIMATION_LOOPS: Words(_loops(ZH), _loops(EN)),
    Code.ANIMATION_FLASH: _fixed(
        "一秒内闪烁 {measured} 次，最多 {allowed} 次（可能诱发光敏反应），请放慢闪烁",
        "it flashes {measured} times in a second, at most {allowed} (it may set off seizures); "
        "slow it down",
    ),
    Code.IMAGE_CMYK: _fixed(
        "颜色模式是 {measured}，网页上会偏色，请转成 {allowed}",
        "the colours are {measured} and come out wrong on a page; convert to {allowed}",
    ),
    Code.IMAGE_BLANK: _fixed(
        "整张图只有一种颜色，请确认没有导出错误",
        "the picture is a single flat colour; make sure that the export went right",
    ),
    Code.TEXT_TOO_LONG: _fixed(
        "文字 {measured} 个字，最多 {allowed} 个（半角字符算半个），请缩短",
        "the text has {measured} characters, at most {allowed} (an ASCII one counts half); "
        "shorten it",
    ),
    Code.TEXT_CONTROL: Words(_unseen(ZH), _unseen(EN)),
    Code.PART_MISSING: Words(_missing(ZH), _missing(EN)),
    Code.LINK_UNSAFE: Words(_unsafe(ZH), _unsafe(EN)),
    Code.LINK_UNREACHABLE: told(
        "落地页没有正常响应（{measured}），请确认能打开",
        "the landing page did not answer well ({measured}); make sure that it opens",
        LANDING_TROUBLES,
    ),
    Code.VERSION_NOT_COVERED: _fixed(
        "广告位从 {measured} 起换用新刊例，这个创意不符合，须另备一版从那天上线",
        "from {measured} on the slot has a new rate-card item that this creative does not fit; "
        "hand in another one for those days",
    ),
    Code.CHECK_NOT_DONE: told(
        "有一项检查没能完成（{measured}），不算通过，请稍后重试",
        "one check could not be done ({measured}), which is no pass; try again later",
        {lang: {**CHECKS[lang], **html5.NOT_DONE[lang]} for lang in (ZH, EN)},
    ),
    Code.COPY_MISSING: _fixed(
        "还没有文案：请逐字填写图上的文字，或采用识别出的文字；之后确认才生效",
        "the copy is missing: type the words of the picture, or take those that were read; only "
        "then does a confirmation take effect",
    ),
    MUST_SHOW_CODE: Words(_must_show(ZH), _must_show(EN)),
    **{HIT_CODE.format(category=category): _fixed(*words) for category, words in HITS.items()},
}


def message(finding: Finding, lang: str = ZH) -> str:
    """The sentence of a finding, the part named where it is not the main file.

    A code of another rule (a page check, the words) stands as it is.
    """
    words = WORDS.get(finding.code)
    if words is None:
        return finding.code
    said = words.zh(finding) if lang == ZH else words.en(finding)
    if finding.where in {None, "main", "click_url", "copy"}:
        return said
    return f"{place(finding.where, lang)}{'：' if lang == ZH else ': '}{said}"


def place(where: str | None, lang: str = ZH) -> str:
    """A part's word; a part without one by its own name."""
    return PLACES[lang].get(where or "", where or "")


def as_data(finding: Finding, lang: str = ZH) -> dict[str, Any]:
    """The JSON of interfaces.md: code, severity, message, measured, allowed, where."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": message(finding, lang),
        "measured": finding.measured,
        "allowed": finding.allowed,
        "where": finding.where,
    }


def lines(findings: Iterable[Finding], lang: str = ZH) -> list[str]:
    """One line a finding, as text that can be forwarded (一(一)1(2))."""
    return [
        f"【{SEVERITIES[lang][one.severity.value]}】{message(one, lang)}"
        if lang == ZH
        else f"[{SEVERITIES[lang][one.severity.value]}] {message(one, lang)}"
        for one in findings
    ]
