"""Findings about films in words (rules.md §5, `video.*`)."""

from collections.abc import Mapping

from adops.domain.creative import Code, VideoFacts
from adops.domain.finding import Finding
from adops.phrases.wording import EN, ZH, Say, Words, fixed

CODECS: Mapping[str, str] = {
    "h264": "H.264",
    "hevc": "H.265",
    "mpeg4": "MPEG-4",
    "vp8": "VP8",
    "vp9": "VP9",
    "av1": "AV1",
    "aac": "AAC",
    "opus": "Opus",
    "vorbis": "Vorbis",
    "mp3": "MP3",
}
NOTHING_TOLD = "none"
NOTHING = {ZH: "没有画面", EN: "no pictures"}


def _named(word: str, lang: str) -> str:
    """`h264 yuv444p` → `H.264 yuv444p`."""
    codec, gap, rest = word.partition(" ")
    return NOTHING[lang] if codec == NOTHING_TOLD else CODECS.get(codec, codec) + gap + rest


def film(one: VideoFacts) -> str:
    """`H.264，15 秒，每秒 25 帧，有声音（AAC）`."""
    codec = _named(one.codec or NOTHING_TOLD, ZH)
    sound = f"有声音（{_named(one.audio, ZH)}）" if one.audio else "没有声音"
    return f"{codec}，{one.seconds:g} 秒，每秒 {one.fps:.3g} 帧，{sound}"


def _codec(lang: str) -> Say:
    words = {
        ZH: "视频的编码是 {measured}，浏览器放不了；请用 {allowed} 重新导出（画面 8 位 4:2:0）",
        EN: "the film is {measured}, which browsers don't play; export it again as {allowed} "
        "(8 bit 4:2:0)",
    }[lang]

    def say(one: Finding) -> str:
        allowed = [_named(word, lang) for word in str(one.allowed).split("|")]
        return words.format(
            measured=_named(str(one.measured), lang),
            allowed=(" 或 " if lang == ZH else " or ").join(allowed),
        )

    return say


def _sound(lang: str) -> Say:
    words = {
        ZH: "视频有声音（{measured}），这个广告位没有同意播放声音，请导出不带音轨的文件",
        EN: "the film has sound ({measured}), which this slot has not consented to; export it "
        "without",
    }[lang]
    return lambda one: words.format(measured=_named(str(one.measured), lang))


WORDS: Mapping[str, Words] = {
    Code.VIDEO_CODEC: Words(_codec(ZH), _codec(EN)),
    Code.VIDEO_DIMENSIONS: fixed(
        "视频尺寸是 {measured}，要求 {allowed}（像素，一点不差），请按此尺寸重新导出",
        "the film is {measured}, it must be exactly {allowed} px; export it in that size",
    ),
    Code.VIDEO_TOO_LONG: fixed(
        "视频长 {measured} 秒，最长 {allowed} 秒，请缩短",
        "the film takes {measured} s, at most {allowed} s; shorten it",
    ),
    Code.VIDEO_SOUND: Words(_sound(ZH), _sound(EN)),
    Code.VIDEO_NO_FASTSTART: fixed(
        "视频要全部下载完才能开始播放，请导出时勾选“快速启动”（faststart，moov 在前）",
        "the film starts only when all of it is loaded; export it with “fast start” (moov first)",
    ),
}
