"""Words for how far a reading is, how a hit was decided, what is wrong with a landing page."""

from collections.abc import Mapping

from adops.domain.content import Level, ReadState, Ruling

RULINGS: Mapping[Ruling, str] = {
    Ruling.MEND: "改",
    Ruling.PROOF: "举证放行",
    Ruling.EXCEPTION: "例外",
    Ruling.FALSE_ALARM: "误报",
}
LEVELS: Mapping[Level, str] = {Level.HIGH: "高", Level.MEDIUM: "中", Level.LOW: "提示"}
# tone and word
READING: Mapping[ReadState, tuple[str, str]] = {
    ReadState.WAITING: ("info", "等待识别"),
    ReadState.READING: ("info", "识别中"),
    ReadState.DONE: ("ok", "已核对"),
    ReadState.FAILED: ("warn", "没能识别"),
}
LANDING_TROUBLES: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "unsafe": "指向内网或不安全的地址，没有打开",
        "unknown_host": "域名解析不到",
        "refused": "连接被拒绝",
        "timeout": "超时没有响应",
        "tls": "安全证书有问题",
        "too_many_hops": "跳转次数太多",
        "broken": "响应不完整",
    },
    "en": {
        "unsafe": "it leads to a private or unsafe address and was not opened",
        "unknown_host": "the host name is not known",
        "refused": "the connection was refused",
        "timeout": "no answer in time",
        "tls": "the certificate is not good",
        "too_many_hops": "too many redirects",
        "broken": "no proper answer",
    },
}
# checks that a finding `check.not_done` can be about
CHECKS: Mapping[str, Mapping[str, str]] = {
    "zh": {"ocr": "识别图中文字", "video": "视频的编码、时长和声音：本机没有安装视频组件"},
    "en": {
        "ocr": "reading the words in the picture",
        "video": "codec, length and sound of the video: PyAV is not installed here",
    },
}
