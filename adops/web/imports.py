"""The page 导入: slots, bookings and people from Excel, tried first, then taken in."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from adops import clock
from adops.domain.people import Actor
from adops.domain.sheet import SheetKind
from adops.errors import InputError, MissingError
from adops.flows.import_sheet import Imported, import_sheet
from adops.flows.sheet_template import template_bytes
from adops.phrases.sheet import message
from adops.rules.permission import Thing, require
from adops.rules.reach import may_somewhere
from adops.server.access import CurrentActor, CurrentSettings, settings
from adops.server.desk import desk
from adops.server.limits import take
from adops.server.pages import render
from adops.server.session import Sessions

router = APIRouter(prefix="/import")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {
    SheetKind.SLOTS: ("广告位", "页面、选择器、尺寸、大小上限和格式", "slot.write"),
    SheetKind.BOOKINGS: ("排期", "合同、广告位、投放期、价格和销售", "booking.write"),
    SheetKind.PEOPLE: ("人员", "工号、姓名、邮箱、站点和角色", "people.write"),
}
SHOWN = 200


@router.get("")
def import_page(request: Request, by: CurrentActor, kind: SheetKind | None = None) -> Response:
    """Which sheet, its template, the file."""
    return _page(request, by, kind)


@router.post("")
async def take_in(request: Request, by: CurrentActor) -> Response:
    """A dry run or the import; what is wrong by row and column, and nothing written then."""
    form = await request.form()
    file, word = form.get("file"), str(form.get("kind", ""))
    if not isinstance(file, UploadFile) or not file.filename:
        raise InputError("import.no_file")
    if word not in set(SheetKind):
        raise InputError("field.missing", field="表的种类")
    kind, dry_run = SheetKind(word), form.get("act") != "import"
    require_one(by, kind)
    told = await run_in_threadpool(_imported, request, by, kind, file, dry_run)
    return await run_in_threadpool(_page, request, by, kind, told)


@router.get("/template/{kind}.xlsx")
def template(by: CurrentActor, house: CurrentSettings, kind: SheetKind) -> Response:
    """The sheet to fill in."""
    require_one(by, kind)
    content = template_bytes(kind, config=house.config_dir)
    headers = {"Content-Disposition": f'attachment; filename="{kind.value}.xlsx"'}
    return Response(content, media_type=XLSX, headers=headers)


@router.get("/refused/{sealed}")
def refused_copy(
    request: Request, by: CurrentActor, house: CurrentSettings, sealed: str
) -> Response:
    """The refused sheet with its 错误 column, for the person whose import it was."""
    found = _seal(request).opened(sealed)
    if found is None or found[0] != by.staff_no or not (house.out / found[1]).is_file():
        raise MissingError("page.unknown")
    return FileResponse(house.out / found[1], media_type=XLSX, filename=found[1])


def require_one(by: Actor, kind: SheetKind | None) -> None:
    """Raises ForbiddenError where none of the acts is open."""
    acts = [KINDS[kind][2]] if kind else [act for _, _, act in KINDS.values()]
    if not any(may_somewhere(by, act) for act in acts):
        require(by, acts[0], Thing())


def _imported(
    request: Request, by: Actor, kind: SheetKind, file: UploadFile, dry_run: bool
) -> Imported:
    house = settings(request)
    return import_sheet(
        kind,
        take(file),
        name=file.filename or "sheet.xlsx",
        desk=desk(request),
        config=house.config_dir,
        out=house.out,
        by=by,
        now=clock.now(),
        dry_run=dry_run,
    )


def _page(
    request: Request, by: Actor, kind: SheetKind | None, told: Imported | None = None
) -> Response:
    require_one(by, None)
    open_kinds = [one for one in KINDS if may_somewhere(by, KINDS[one][2])]
    chosen = kind if kind in open_kinds else open_kinds[0]
    part = "hx-request" in request.headers
    return render(
        request,
        "_import_told.html" if part and told else "import.html",
        200 if not (told and told.errors) else 422,
        kinds=[(one, *KINDS[one][:2]) for one in open_kinds],
        chosen=chosen,
        told=told,
        name=KINDS[chosen][0],
        errors=_rows(told.errors) if told else [],
        warnings=_rows(told.warnings) if told else [],
        shown=SHOWN,
        copy=_seal(request).sealed([by.staff_no, told.copy.name]) if told and told.copy else "",
    )


def _seal(request: Request) -> Sessions:
    sessions: Sessions = request.app.state.sessions
    return sessions


def _rows(found: Any) -> list[dict[str, Any]]:
    return [{"row": one.row, "column": one.column, "words": message(one)} for one in found]
