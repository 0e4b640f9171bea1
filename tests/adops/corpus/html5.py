"""HTML5 packages by their bytes (rules.md §5, html5.*), where no browser is at hand to show them:
each that could be shown is `check.not_done` besides. What a browser tells is in tests/checks.
"""

from adops.domain.slot import PartSpec
from tests.adops import bombs, disguised, files
from tests.adops.cases import slot
from tests.adops.corpus.row import KB, Row, main
from tests.adops.packages import INDEX, Files, Line, ad, good, page, with_files, written, zipped

PLACE = slot(formats=("jpg", "html5"), parts=(PartSpec("main", 950, 90, 1024 * KB),))
STILL = slot(formats=("jpg",), parts=PLACE.parts)
PATH, NESTED, KIND = "reject html5.unsafe_path", "reject html5.nested", "reject html5.file_kind"
EXTERNAL, FORBIDDEN = "reject html5.external", "reject html5.forbidden"


def _zip(title: str, label: str, data: bytes, name: str = "ad.zip") -> Row:
    return main(title, label, name, lambda: data, PLACE)


def _shown(title: str, label: str, data: bytes, name: str = "ad.zip") -> Row:
    """A package that could be shown, and was not: never a pass."""
    verdict, *codes = label.split()
    verdict = "warn" if verdict == "pass" else verdict
    return _zip(title, " ".join((verdict, *codes, "check.not_done")), data, name)


def _without(name: str) -> Files:
    return {path: body for path, body in ad().items() if path != name}


def _forty(more: int) -> bytes:
    """A page, and so many files beside 39 that are allowed."""
    return zipped({"index.html": INDEX.body, **{f"{n}.js": "" for n in range(39 + more)}})


def _of_bytes(size: int) -> bytes:
    """A package that unpacks to so many bytes."""
    filling = size - len(INDEX.body)
    return zipped({"index.html": INDEX.body, "ad.css": " " * filling})


ROWS: list[Row] = [
    _shown("好的包", "pass", good()),
    _shown("好的包，外面套一个文件夹", "pass", zipped({f"ad/{k}": v for k, v in ad().items()})),
    _shown("Mac 打的包", "pass", with_files({"__MACOSX/._index.html": b"x", ".DS_Store": b"x"})),
    _shown("叫成 JPG 的包", "warn format.mismatch", good(), "ad.jpg"),
    main("不收 HTML5 的位", "reject format.not_allowed", "ad.zip", good, STILL),
    _zip("没有网页", "reject html5.no_index format.not_allowed format.mismatch",
         zipped({"img/ad.png": files.png((60, 40))})),
    _zip("两个网页", "reject html5.no_index",
         zipped({"a.html": page(), "b.html": page(), **_without("index.html")})),
    _shown("没有 clickTag", "warn html5.no_click_tag",
         zipped({**ad(), "index.html": page(script="").replace("clickTag", "link")})),
    _zip("往上一层的路径", PATH, written([INDEX, Line(b"../../ad.js")])),
    _zip("从根开始的路径", PATH, written([INDEX, Line(b"/etc/ad.js")])),
    _zip("盘符开头的路径", PATH, written([INDEX, Line(b"C:/ad.js")])),
    _zip("反斜杠的路径", PATH, written([INDEX, Line(b"img\\ad.js")])),
    _zip("同名两次", PATH, written([INDEX, Line(b"a.js"), Line(b"A.JS")])),
    _shown("包里有包", NESTED, with_files({"lib.zip": zipped({"a.js": "x"})})),
    _shown("包里有程序", KIND, with_files({"tool.exe": b"MZ" + bytes(60)})),
    _shown("包里有 Flash", KIND, with_files({"ad.swf": files.SWF})),
    _shown("40 个文件", "pass", _forty(0)),
    _shown("41 个文件", "reject html5.too_many", _forty(1)),
    _shown("解开正好 1 MB", "pass", _of_bytes(1024 * KB)),
    _shown("解开 1 MB 多 1 字节", "reject html5.too_large", _of_bytes(1024 * KB + 1)),
    _shown("外面的脚本", EXTERNAL,
         good(body='<script src="https://cdn.example.com/a.js"></script>')),
    _shown("外面的图片", EXTERNAL, good(body='<img src="//a.example/a.png">')),
    _shown("样式里外面的地址", EXTERNAL,
           with_files({"css/ad.css": "@import url(//a.example/a.css);"})),
    _shown("脚本里去取外面的地址", EXTERNAL, with_files({"a.js": "fetch('https://a.example/x')"})),
    _shown("读 Cookie", FORBIDDEN, with_files({"a.js": "document.cookie"})),
    _shown("缺图片", "reject html5.missing_file", zipped(_without("img/ad.png"))),
    _shown("ad.size 不是位的尺寸", "reject html5.ad_size", good(960, 90)),
    _zip("包后面跟着网页", "reject html5.unsafe_archive", written([INDEX], after=disguised.PAGE)),
    _zip("截断的包", "reject file.broken", good()[:-30]),
    _zip("校验和不对", "reject file.broken", written([INDEX._replace(crc=1)])),
    _shown("五层套包", f"{NESTED} html5.no_click_tag", bombs.archive()),
]  # fmt: skip
