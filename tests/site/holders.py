"""Everything that may hold an ad, shown right (checks.md, What a slot may hold)."""

from tests.site import ads
from tests.site.labels import LANDING, SIZE, Ad, Label, Sheet, at, framed, img, later, linked, over

CALL = "云溪花园南区三期新品加推，建面约九十至一百四十平方米，实景示范区开放，欢迎致电 400-810-6672"
TEXT = Ad(text="云溪花园首开在即", given={"format": "text"})
WORDS = {"form": "文字链", "width": 0, "height": 0}
OTHER = "{other}"  # the same server under another name: another site
DRAW = (
    "const i = new Image(); i.src = '/again.jpg';"
    "i.onload = () => document.getElementById('{id}-c').getContext('2d').drawImage(i, 0, 0)"
)
READ = (
    "fetch('/blue.png').then(r => r.blob()).then(b => {{const f = new FileReader();"
    "f.onload = () => {{ document.getElementById('{id}-d').src = f.result }};"
    "f.readAsDataURL(b)}})"
)
BLOB = (
    "fetch('/again.jpg').then(r => r.blob()).then(b => {{"
    "document.getElementById('{id}-d').src = URL.createObjectURL(b)}})"
)
BARE = '<img id="{id}-d" width="300" height="100">'
MARK = (
    '<i style="position:absolute;right:0;bottom:0;background:#0008;color:#fff;'
    'font:12px sans-serif;padding:1px 3px">广告</i>'
)

GOES = "location.href='{base}" + LANDING + "'"


def by_onclick(code: str, result: str = "ok", *findings: str) -> Label:
    """A picture that leads somewhere by its own code."""
    picture = f'<img src="/blue.png" width="300" height="100" onclick="{code}">'
    return Label(at(picture), result, findings)


WIDER = "width:700px;height:100px"


def behind(style: str, result: str = "ok", *findings: str) -> Label:
    """A link with a picture for its background."""
    return Label(at(linked("", extra=f'style="display:block;{style}"')), result, findings)


def counted(beacon: str) -> Label:
    """A text link beside something that only counts its readers."""
    return Label(at(linked("云溪花园 首开在即") + beacon), ads=(TEXT,), slot=WORDS)


def shadow(inner: str, mode: str) -> str:
    """An element whose inside is a shadow tree of that mode."""
    script = f"document.getElementById('{{id}}').attachShadow({{{{mode: '{mode}'}}}}).innerHTML"
    return at("") + later(f"{script} = `{inner}`")


# as an old library does, with which words and lists no longer come out of JSON as they are
PROTOTYPE = """<script>for (const one of [Object, Array, String, Number])
one.prototype.toJSON = function toJSON() { return "toJSON" }</script>"""
HOLDERS = Sheet(
    {
        "img": Label(at(img())),
        "img-recompressed": Label(at(img("/again.jpg"))),
        "img-webp": Label(at(img("/again.webp"))),
        "img-redirected": Label(at(img("/moved.png"))),
        "img-lazy": Label(at(img(extra='loading="lazy"'))),
        "img-border": Label(at(img("/again.jpg", extra='style="border:1px solid #999"'))),
        "gif": Label(at(img("/turning.gif")), ads=(Ad({"main": ads.gif(SIZE)}),)),
        "background": Label(
            at(linked("", extra='style="display:block;height:100px;background:url(/blue.png)"'))
        ),
        "background-recompressed": Label(
            at(linked("", extra='style="display:block;height:100px;background:url(/again.jpg)"'))
        ),
        "background-cover": Label(
            at(linked("", extra='style="display:block;height:100px;'
                               'background:url(/again.jpg) center/cover"'))
        ),
        "background-in-a-wider-box": behind(f"{WIDER};background:url(/blue.png) center no-repeat"),
        "background-in-a-wider-box-recompressed": behind(
            f"{WIDER};background:#eee url(/again.jpg) 70px 0 no-repeat"
        ),
        "background-contained": behind(f"{WIDER};background:url(/blue.png) 0 0/contain no-repeat"),
        "background-in-a-frame": Label(at(
            '<iframe src="/frame/behind" width="500" height="100" style="border:0"></iframe>'
        )),
        "background-in-layers": behind(
            f"{WIDER};background:url(/pixel.gif) no-repeat,url(/blue.png) center no-repeat",
            "unsure", "picture.not_comparable",
        ),
        "background-cut": behind(
            "width:200px;height:100px;background:url(/blue.png) no-repeat",
            "wrong_size", "picture.not_painted", "size.rendered",
        ),
        "background-cut-by-its-place": behind(
            "height:100px;background:url(/blue.png) -90px 0 no-repeat",
            "wrong_size", "picture.not_painted", "size.rendered",
        ),
        "background-enlarged": behind(
            "height:100px;background:url(/blue.png) 0 0/450px 150px no-repeat",
            "unsure", "picture.not_painted",
        ),
        "background-turned-round": behind(
            "height:100px;background:url(/blue.png) 120px 0", "unsure", "picture.not_painted"
        ),
        "background-repeated": behind(
            f"{WIDER};background:url(/blue.png)", "wrong_size", "picture.not_painted",
            "size.rendered",
        ),
        "background-small": behind(
            "height:100px;background:url(/blue.png) 0 0/150px 50px no-repeat", "wrong_size",
            "size.rendered",
        ),
        "before": Label(
            "<style>#{id} a::before{{content:'';display:block;width:300px;height:100px;"
            "background:url(/again.jpg)}}</style>" + at(linked(""))
        ),
        "picture": Label(at(linked('<picture><source srcset="/blue.png">'
                                   '<img src="/red.png"></picture>'))),
        "srcset": Label(at(img("/red.png", extra='srcset="/blue.png 1x, /double.png 2x"'))),
        "svg-image": Label(
            at(linked('<svg width="300" height="100"><image href="/blue.png" width="300"/></svg>'))
        ),
        "svg-link": Label(
            at(f'<svg width="300" height="100"><a href="{LANDING}">'
               '<image href="/again.jpg" width="300"/></a></svg>')
        ),
        "canvas": Label(at(linked('<canvas id="{id}-c" width="300" height="100"></canvas>'))
                        + later(DRAW)),
        "video-poster": Label(
            at(linked('<video poster="/blue.png" width="300" height="100"></video>'))
        ),
        "data-url": Label(at(linked(BARE)) + later(READ)),
        "blob-url": Label(at(linked(BARE)) + later(BLOB)),
        "object": Label(at(linked('<object data="/blue.png" width="300" height="100"></object>'))),
        "frame": Label(at(framed("/frame/blue"))),
        "frame-recompressed": Label(at(framed("/frame/again"))),
        "frame-srcdoc": Label(
            at('<iframe width="300" height="100" style="border:0" srcdoc="<body style=margin:0>'
               f"<a href={LANDING}><img src=/again.jpg></a>\"></iframe>")
        ),
        "frame-nested": Label(at(framed("/frame/nested"))),
        "frame-in-a-link": Label(  # a click in a frame does not follow the link around it
            at(linked(framed("/frame/unlinked"))), "wrong_link", ("link.none",)
        ),
        "frame-written": Label(
            at("") + later(
                "const f = document.createElement('iframe'); f.width = 300; f.height = 100;"
                "f.style.border = 0; document.getElementById('{id}').append(f);"
                "f.contentDocument.write('<body style=margin:0><a href=" + LANDING
                + "><img src=/again.jpg></a>'); f.contentDocument.close()"
            )
        ),
        "shadow-open": Label(shadow(img(), "open")),
        "shadow-closed": Label(shadow(img(), "closed")),
        "shadow-closed-recompressed": Label(shadow(img("/again.jpg"), "closed")),
        "shadow-declared": Label(
            at('<template shadowrootmode="open">' + img("/again.jpg") + "</template>")
        ),
        "shadow-around-a-frame": Label(shadow(framed("/frame/again"), "open")),
        "shadow-declared-closed": Label(
            at('<template shadowrootmode="closed">' + img("/again.jpg") + "</template>"),
            "unsure", ("picture.not_comparable",),
        ),
        "text": Label(at(linked("云溪花园 首开在即")), ads=(TEXT,), slot=WORDS),
        "text-in-spans": Label(
            at(linked("<b>云溪花园</b><span>首开在即</span>")), ads=(TEXT,), slot=WORDS
        ),
        "text-marked": Label(
            at("<i>广告</i>" + linked("云溪花园 首开在即")), ads=(TEXT,), slot=WORDS
        ),
        "text-digit": Label(
            at(linked(CALL.replace("6672", "6673"))), "unsure", ("picture.unsure",),
            ads=(Ad(text=CALL, given={"format": "text"}),), slot=WORDS,
        ),
        "text-old": Label(
            at(linked("云溪花园 首开在即")), "wrong_creative", ("old_creative",),
            ads=(Ad(text="云溪花园 首开在前", given={"format": "text"}),
                 Ad(text="云溪花园 首开在即", given={"format": "text"}, ended=True)), slot=WORDS,
        ),
        "text-beside-a-beacon": counted('<img src="/pixel.gif" style="display:none">'),
        "text-beside-a-beacon-of-no-size": counted('<img src="/pixel.gif" width="0" height="0">'),
        "text-beside-a-beacon-away": counted(
            '<img src="/pixel.gif" style="position:absolute;left:-9999px">'
        ),
        "text-beside-a-beacon-that-failed": counted('<img src="/none.gif" width="1" height="1">'),
        "text-beside-a-frame-that-counts": counted(
            '<iframe src="/frame/blue" width="0" height="0" style="display:none"></iframe>'
        ),
        "text-in-a-frame": Label(at(framed("/frame/text")), ads=(TEXT,), slot=WORDS),
        "map": Label(
            at(f'<map name="{{id}}-m"><area shape="rect" coords="0,0,300,100" href="{LANDING}">'
               '</map><img src="/blue.png" usemap="#{id}-m" width="300" height="100">')
        ),
        "link-over-it": Label(
            at(img(link=None) + linked("", extra='style="position:absolute;inset:0"'))
        ),
        "pixel-over-it": Label(
            at(img("/again.jpg", None) + linked(
                '<img src="/pixel.gif" style="position:absolute;inset:0;width:100%;height:100%">'))
        ),
        "canvas-over-it": Label(
            at(img("/again.jpg")
               + '<canvas style="position:absolute;inset:0;width:100%;height:100%"></canvas>')
        ),
        "click-by-onclick": Label(
            at('<img src="/blue.png" width="300" height="100" '
               "onclick=\"location.href='{base}" + LANDING + "'\">")
        ),
        "placeholder-faded": Label(
            at('<img src="/red.png" width="300" height="100" style="position:absolute;opacity:0">'
               + img("/again.jpg"))
        ),
        "placeholder-under-it": Label(
            at('<img src="/red.png" width="300" height="100">'
               + over("left:0;top:0", img("/again.jpg")))
        ),
        "click-by-onclick-twice": by_onclick(f"{GOES}; return false; {GOES}"),
        "click-by-onclick-counted": by_onclick(
            "new Image().src='{base}/pixel.gif'; " + GOES, "unsure", "link.by_script"
        ),
        "click-by-onclick-counted-only": by_onclick(
            "new Image().src = '{base}/pixel.gif'; go()", "unsure", "link.by_script"
        ),
        "click-by-onclick-astray": by_onclick(
            "open('{base}/elsewhere')", "wrong_link", "link.wrong"
        ),
        "mark": Label(at(img("/again.jpg") + MARK), slot={"needs_mark": True}),
        "after-a-while": Label(
            at("") + later("setTimeout(() => {{ document.getElementById('{id}').innerHTML = `"
                           + img() + "` }}, 700)")
        ),
        "beacon-first": Label(
            at('<img src="/pixel.gif"><div></div>')
            + later("setTimeout(() => {{ document.querySelector('#{id} div').innerHTML = `"
                    + img() + "` }}, 700)")
        ),
        "replaced": Label(
            at(img("/red.png")) + later(
                "setTimeout(() => {{ document.querySelector('#{id} img').src = '/blue.png' }}, 100)"
            )
        ),
        "in-a-table": Label('<table cellpadding="0" cellspacing="0"><tr><td>' + at(img())
                            + "</td></tr></table>"),
        "sticky": Label(at(img("/again.jpg"), "position:sticky;top:0")),
        "scaled-by-transform": Label(
            at('<a href="' + LANDING + '"><img src="/again.jpg" width="150" height="50" '
               'style="transform:scale(2);transform-origin:0 0"></a>', "height:100px")
        ),
    },
    head=PROTOTYPE,
)  # fmt: skip

CROSS = Sheet(
    {
        "cross": Label(at(framed(OTHER + "/frame/again"))),
        "cross-bytes": Label(at(framed(OTHER + "/frame/blue"))),
        "cross-nested": Label(at(framed(OTHER + "/frame/nested"))),
        "cross-in-shadow": Label(shadow(framed(OTHER + "/frame/again"), "closed")),
        "cross-canvas": Label(at(framed(OTHER + "/frame/canvas"))),
        "cross-text": Label(at(framed(OTHER + "/frame/text")), ads=(TEXT,), slot=WORDS),
        "cross-wrong": Label(at(framed(OTHER + "/frame/red")), "wrong_creative",
                             ("creative.wrong",)),
        "cross-wrong-link": Label(at(framed(OTHER + "/frame/astray")), "wrong_link",
                                  ("link.wrong",)),
        "cross-broken": Label(at(framed(OTHER + "/frame/broken")), "broken", ("slot.broken",)),
        "cross-404": Label(at(framed(OTHER + "/frame/none")), "broken", ("slot.broken",)),
        "cross-covered": Label(
            at(framed(OTHER + "/frame/blue") + over("inset:0;background:#fff")), "hidden",
            ("hidden.covered",),
        ),
    },
    head='<div style="height:1500px"></div>',
)  # fmt: skip

PHONE = Sheet(
    {
        "phone": Label(at(linked('<img src="/wide.png" style="width:100%">'), "width:auto")),
        "phone-recompressed": Label(
            at(linked('<img src="/wide.jpg" style="width:100%">'), "width:auto")
        ),
        "phone-half": Label(at(linked('<img src="/wide.jpg" style="width:320px">'), "width:auto")),
        "phone-one-digit": Label(
            at(linked('<img src="/wide-other.jpg" style="width:100%">'), "width:auto"),
            "wrong_creative", ("creative.wrong",),
        ),
        "phone-too-high": Label(
            at(linked('<img src="/wide.png" style="width:100%;height:90px">'), "width:auto"),
            "wrong_size", ("size.rendered",),
        ),
        "phone-cross": Label(
            at('<iframe src="' + OTHER + '/frame/wide" style="border:0;width:100%;height:59px">'
               "</iframe>", "width:auto"),
        ),
        "phone-cross-scaled": Label(
            at('<iframe src="' + OTHER + '/frame/wide-scaled" '
               'style="border:0;width:100%;height:59px"></iframe>', "width:auto"),
            "unsure", ("picture.not_painted",),
        ),
        "phone-cross-bytes": Label(
            at('<iframe src="' + OTHER + '/frame/wide-bytes" '
               'style="border:0;width:100%;height:59px"></iframe>', "width:auto"),
        ),
        "phone-cross-one-digit": Label(
            at('<iframe src="' + OTHER + '/frame/wide-other" '
               'style="border:0;width:100%;height:59px"></iframe>', "width:auto"),
            "wrong_creative", ("creative.wrong",),
        ),
        "phone-missing": Label("", "missing", ("slot.missing",)),
        "phone-wrong-link": Label(
            at(linked('<img src="/wide.png" style="width:100%">', "/elsewhere"), "width:auto"),
            "wrong_link", ("link.wrong",),
        ),
    },
    is_phone=True,
)  # fmt: skip
