"""Findings about HTML5 packages in words: what was found, what an ad must be, how to mend it."""

from collections.abc import Mapping

from adops.domain.creative import Code
from adops.domain.finding import Finding
from adops.domain.html5 import ArchiveTrouble, Forbidden
from adops.phrases.wording import EN, ZH, Say, Words, fixed

ARCHIVES: Mapping[str, Mapping[str, str]] = {
    ZH: {
        ArchiveTrouble.ENCRYPTED: "有加密的文件",
        ArchiveTrouble.METHOD: "用了少见的压缩方法",
        ArchiveTrouble.HEADERS: "目录和文件头写的不一样",
        ArchiveTrouble.SIZES: "文件的实际大小和目录写的不一样",
        ArchiveTrouble.OVERLAP: "文件之间互相重叠",
        ArchiveTrouble.HIDDEN: "文件之外还夹着别的内容",
        ArchiveTrouble.ZIP64: "用了 ZIP64",
    },
    EN: {
        ArchiveTrouble.ENCRYPTED: "files are encrypted",
        ArchiveTrouble.METHOD: "an unusual compression",
        ArchiveTrouble.HEADERS: "the table and the files' headers differ",
        ArchiveTrouble.SIZES: "files are not of the size the table says",
        ArchiveTrouble.OVERLAP: "files overlap",
        ArchiveTrouble.HIDDEN: "other bytes lie around the files",
        ArchiveTrouble.ZIP64: "ZIP64 is used",
    },
}
BEHAVIOUR: Mapping[str, Mapping[str, str]] = {
    ZH: {
        Forbidden.FORM: "提交表单",
        Forbidden.TOP: "改动所在网页的地址或内容",
        Forbidden.COOKIE: "读写 Cookie",
        Forbidden.REMOTE_CODE: "执行下载来的代码",
        Forbidden.SERVICE_WORKER: "安装后台脚本（Service Worker）",
        Forbidden.DIALOG: "弹出对话框",
        Forbidden.DEVICE: "索要定位、摄像头、通知等权限",
        Forbidden.REDIRECT: "自己跳转到别的页面",
        Forbidden.SOUND: "自动播放声音",
        Forbidden.POPUP: "未经点击就打开新窗口",
        Forbidden.DOWNLOAD: "自动下载文件",
    },
    EN: {
        Forbidden.FORM: "sends a form",
        Forbidden.TOP: "changes the page around it",
        Forbidden.COOKIE: "uses cookies",
        Forbidden.REMOTE_CODE: "runs code it loads",
        Forbidden.SERVICE_WORKER: "installs a service worker",
        Forbidden.DIALOG: "opens a dialog",
        Forbidden.DEVICE: "asks for a place, camera or notices",
        Forbidden.REDIRECT: "leaves by itself",
        Forbidden.SOUND: "plays sound by itself",
        Forbidden.POPUP: "opens a window without a click",
        Forbidden.DOWNLOAD: "starts a download",
    },
}
NOT_DONE: Mapping[str, Mapping[str, str]] = {
    ZH: {
        "html5.renderer": "在浏览器里打开 HTML5：此处没有接浏览器",
        "html5.browser": "在浏览器里打开 HTML5：没有可用的浏览器",
        "html5.timeout": "在浏览器里打开 HTML5：超过时限没有反应",
        "html5.crashed": "在浏览器里打开 HTML5：页面或浏览器崩溃",
        "html5.storm": "在浏览器里打开 HTML5：不停地请求文件",
        "html5.busy": "在浏览器里打开 HTML5：浏览器正忙",
        "html5.failed": "在浏览器里打开 HTML5：没有打开",
    },
    EN: {
        "html5.renderer": "opening the HTML5 in a browser: none is attached here",
        "html5.browser": "opening the HTML5 in a browser: there is none",
        "html5.timeout": "opening the HTML5 in a browser: no answer in time",
        "html5.crashed": "opening the HTML5 in a browser: the page or the browser crashed",
        "html5.storm": "opening the HTML5 in a browser: it asks for files without end",
        "html5.busy": "opening the HTML5 in a browser: it is busy",
        "html5.failed": "opening the HTML5 in a browser: it did not open",
    },
}
"""What `check.not_done` names: `html5.` and the word of `domain.html5.NotRendered`."""


def _listed(words: Mapping[str, Mapping[str, str]], zh: str, en: str) -> Words:
    """A sentence with `{what}`: the `measured` words, joined by `|`, each put into words."""
    return Words(_list(words[ZH], zh, "、"), _list(words[EN], en, ", "))


def _list(words: Mapping[str, str], whole: str, comma: str) -> Say:
    def say(one: Finding) -> str:
        keys = str(one.measured or "").split("|")
        return whole.format(what=comma.join(words.get(key, key) for key in keys))

    return say


def _bytes(zh: str, en: str) -> Words:
    """A sentence with `{measured}` and `{allowed}` in bytes."""

    def say(whole: str) -> Say:
        return lambda one: whole.format(
            measured=f"{int(one.measured or 0):,}", allowed=f"{int(one.allowed or 0):,}"
        )

    return Words(say(zh), say(en))


WORDS: Mapping[str, Words] = {
    Code.HTML5_NO_INDEX: fixed(
        "压缩包里要有且只有一个起始页：index.html 放在最外层，或全包只有一个 .html；"
        "请整理后重新打包",
        "the package must have one page to start from: index.html at the top, or one .html in all; "
        "pack it anew",
    ),
    Code.HTML5_UNSAFE_PATH: fixed(
        "压缩包里有不安全或重复的文件名：{measured}；只能用包内的相对路径，不能有 ..、盘符、"
        "反斜杠、快捷链接或只差大小写的同名文件，请改名后重新打包",
        "the package has unsafe or double names: {measured}; only relative paths inside it, no .., "
        "drives, backslashes, links or names that differ in case alone: rename and pack anew",
    ),
    Code.HTML5_UNSAFE_ARCHIVE: _listed(
        ARCHIVES,
        "压缩包本身不规范：{what}；请用系统自带的压缩功能重新打成普通 zip",
        "the ZIP itself is not sound: {what}; pack it anew as a plain zip",
    ),
    Code.HTML5_NESTED: fixed(
        "压缩包里还有压缩包：{measured}；请解开后把文件直接放进包里",
        "there are archives inside the package: {measured}; put their files into it instead",
    ),
    Code.HTML5_FILE_KIND: fixed(
        "压缩包里有广告不该带的文件：{measured}；请删掉后重新打包",
        "the package has files that no ad needs: {measured}; take them out and pack it anew",
    ),
    Code.HTML5_TOO_MANY: fixed(
        "压缩包里有 {measured} 个文件，最多 {allowed} 个；请合并图片、删掉用不到的文件",
        "the package has {measured} files, at most {allowed}; merge pictures, drop what is unused",
    ),
    Code.HTML5_TOO_LARGE: _bytes(
        "压缩包解开后 {measured} 字节，最大 {allowed} 字节；请压缩图片和脚本",
        "unpacked it has {measured} bytes, at most {allowed}; compress pictures and scripts",
    ),
    Code.HTML5_EXTERNAL: fixed(
        "素材会去别的网站取内容：{measured}；所有文件都要放进压缩包，不能引用外部地址",
        "it loads from elsewhere: {measured}; every file must be in the package",
    ),
    Code.HTML5_MISSING_FILE: fixed(
        "引用的文件包里没有：{measured}；请补齐，或改成包内的相对路径（注意大小写）",
        "files it asks for are not in the package: {measured}; add them, or mend the relative "
        "paths (mind capitals)",
    ),
    Code.HTML5_FORBIDDEN: _listed(
        BEHAVIOUR,
        "素材有广告不允许的行为：{what}；请从页面和脚本里去掉",
        "it does what no ad may: {what}; take that out of its pages and scripts",
    ),
    Code.HTML5_AD_SIZE: fixed(
        "页面里写明的尺寸（ad.size）是 {measured}，应为 {allowed}，请改成广告位的尺寸",
        "its ad.size says {measured}, it must be {allowed}; put the slot's size",
    ),
    Code.HTML5_SIZE: fixed(
        "在浏览器里显示的大小是 {measured}，应为 {allowed}（像素）；请按广告位尺寸制作，"
        "四周本来就留空的，请在页面里写明 ad.size",
        "a browser shows it as {measured}, it must be {allowed} px; make it in the slot's size, or "
        "name that size as ad.size where its edge is meant to be empty",
    ),
    Code.HTML5_NO_CLICK_TAG: fixed(
        "没有找到用 clickTag 打开落地页的代码，点击可能没有反应或不能统计；请按规范加上",
        "nothing opens the landing page by clickTag, so clicks may do nothing or not be counted; "
        "add it",
    ),
    Code.HTML5_BLANK: fixed(
        "在浏览器里打开后画面是空白的，请确认断网时也能正常显示",
        "a browser shows nothing but one flat colour; make sure that it works without a network",
    ),
    Code.HTML5_SCRIPT_ERROR: fixed(
        "脚本出错：{measured}；请修正，否则不同浏览器里可能不显示",
        "its scripts fail: {measured}; mend them, or it may not show in every browser",
    ),
}
