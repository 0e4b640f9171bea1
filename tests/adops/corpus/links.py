"""Click addresses (rules.md §5, link.unsafe)."""

from tests.adops import files
from tests.adops.corpus.row import ROOMY, File, Row

UNSAFE = "reject link.unsafe"
GOOD = (
    "https://example.com/",
    "http://example.com/a?b=c&d=e#f",
    "https://bj.leju.com/loupan/123.html",
    "https://例子.测试/楼盘",
    "https://example.com:8443/a",
)
BAD = (
    "",
    "example.com/a",
    "//example.com/a",
    "/a/b",
    "ftp://example.com/a",
    "javascript:alert(1)",
    "data:text/html,<script>",
    "http://user:secret@example.com/",
    "http://localhost/a",
    "http://127.0.0.1/a",
    "http://10.0.0.8/a",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest",
    "http://[::1]/",
    "http://2130706433/",
    "https://exa mple.com/",
    "https://example.com\\@127.0.0.1/",
)
ROWS: list[Row] = [
    Row(f"链接 {link or '（空）'}", ROOMY, label, {"main": File("ad.jpg", files.jpg)}, link)
    for links, label in ((GOOD, "pass"), (BAD, UNSAFE))
    for link in links
]
ROWS += [Row("没问到链接", ROOMY, "pass", {"main": File("ad.jpg", files.jpg)}, None)]
