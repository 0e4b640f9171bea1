"""Looks by hand in words (rules.md §9)."""

from collections.abc import Mapping

from adops.domain.by_hand import Shows, Why

SHOWS: Mapping[Shows, str] = {
    Shows.AS_BOOKED: "按要求展示",
    Shows.NOTHING: "没有展示",
    Shows.HIDDEN: "有，但被遮住或看不清全貌",
    Shows.WRONG_CREATIVE: "展示错误：不是这版创意",
    Shows.WRONG_SIZE: "展示错误：尺寸不对",
    Shows.WRONG_LINK: "展示错误：点开的不是落地页",
    Shows.UNCLEAR: "说不准，请别人再看",
    Shows.VACANT: "空闲，没有广告",
    Shows.UNSOLD: "有广告，但没有排期",
    Shows.EXPIRED: "还是已结束的广告，没有下线",
}
SHOWS_EN: Mapping[Shows, str] = {
    Shows.AS_BOOKED: "as booked",
    Shows.NOTHING: "nothing shows",
    Shows.HIDDEN: "there, but covered or cut off",
    Shows.WRONG_CREATIVE: "another creative",
    Shows.WRONG_SIZE: "another size",
    Shows.WRONG_LINK: "another landing page",
    Shows.UNCLEAR: "can't be told",
    Shows.VACANT: "vacant",
    Shows.UNSOLD: "an ad that was not booked",
    Shows.EXPIRED: "an ad that has ended",
}


def why_words(why: Why, regions: tuple[str, ...]) -> str:
    """Why a person looks, and how."""
    if why is Why.APP:
        return "APP 广告位：用手机打开 APP 查看"
    if why is Why.NO_PAGE:
        return "没有页面地址：按位置说明找到广告位查看"
    return f"定向{'、'.join(regions)}：从本机看不到，请在当地打开页面查看"
