"""Words for places on a page and the selectors that find them."""

from collections.abc import Mapping

from adops.domain.page_steps import StepKind
from adops.domain.place import Filling, Hold, Place

FILLINGS: Mapping[Filling, str] = {
    Filling.PICTURE: "图片",
    Filling.BACKGROUND: "背景图",
    Filling.DRAWING: "矢量图",
    Filling.CANVAS: "画布",
    Filling.VIDEO: "视频",
    Filling.FRAME: "框架",
    Filling.OBJECT: "插件",
    Filling.TEXT: "文字",
    Filling.EMPTY: "空的",
}
HOLDS: Mapping[Hold, str] = {
    Hold.ID: "按编号（id），最稳",
    Hold.DATA: "按属性，较稳",
    Hold.CLASS: "按样式名，一般",
    Hold.PATH: "按上级和次序，改版时可能失效",
    Hold.NTH: "只按次序，很容易失效",
}
STEPS: Mapping[StepKind, str] = {
    StepKind.CLICK: "点击",
    StepKind.FILL: "填写",
    StepKind.WAIT: "等待出现",
}


def size_words(place: Place) -> str:
    """950×90."""
    return f"{place.width:g}×{place.height:g}"


def matched(place: Place) -> str:
    """How many elements it matches, and whether it finds them again."""
    if place.count < 0:
        return "选择器写法有误"
    if not place.may_be_taken:
        return f"对应 {place.count} 个元素，应正好是 {place.wanted} 个"
    again = "重新打开后仍是同一处" if place.stays else "但重新打开后找到的不是同一处"
    if place.count < place.wanted:
        return f"{place.wanted} 处里只对应 {place.count} 处，{again}"
    return ("只对应这 1 个元素，" if place.wanted == 1 else f"正好 {place.wanted} 个元素，") + again
