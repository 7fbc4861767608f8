"""Addresses: sign-in, sign-out and the administrator's accounts."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.accounts import actions as account_actions
from app.accounts import passwords
from app.accounts import queries as account_queries
from app.core import ids
from app.core.errors import Invalid, NotFound, TooMany
from app.core.labels import Side
from app.core.settings import Settings
from app.organisations import actions, queries
from app.organisations.actors import CurrentActor, CurrentStaff, require
from app.organisations.forms import DemoSignIn, NewAccount, SignIn
from app.organisations.rules import Role
from app.web.addresses import within
from app.web.doors import Configured, Reader, Writer
from app.web.flash import say
from app.web.forms import Sent, sent
from app.web.render import page, see_other

router = APIRouter()

STAFF_HOME = "/desk"
WRONG = "전자우편이나 비밀번호가 맞지 않습니다. 다시 적어 주세요."


def _with_login(response: Response, settings: Settings, token: str) -> Response:
    response.set_cookie(
        settings.cookie("login"), token, httponly=True, samesite="lax", secure=settings.is_production
    )
    return response


async def _sign_in_page(request: Request, reader: Reader, form: Sent[SignIn], status: int = 200) -> Response:
    settings: Settings = request.app.state.settings
    people = await reader(queries.demo_people) if settings.demo else []
    return page(request, "organisations/sign_in.html", status=status, form=form, people=people)


@router.get("/sign-in")
async def show_sign_in(request: Request, reader: Reader, actor: CurrentActor) -> Response:
    """The sign-in form; whoever is signed in goes on."""
    following = request.query_params.get("next", "")
    if actor.is_staff:
        return see_other(request, within(following, STAFF_HOME))
    return await _sign_in_page(request, reader, Sent(typed={"next": within(following, "")}))


@router.post("/sign-in")
async def sign_in(
    request: Request, reader: Reader, writer: Writer, settings: Configured, actor: CurrentActor
) -> Response:
    """E-mail and password. An unknown e-mail and a wrong password get the same sentence after the same time."""
    form = await sent(request, SignIn)
    if form.data is None:
        return await _sign_in_page(request, reader, form, 422)
    given = form.data
    address = request.client.host if request.client else ""
    keys = (
        ids.keyed(settings.secret, "try-email", given.email.lower()),
        ids.keyed(settings.secret, "try", address),
    )
    try:
        attempt = await writer(account_actions.begin_try, *keys)
    except TooMany as slowed:
        return await _sign_in_page(request, reader, form.refused(slowed), slowed.status)
    account = await reader(account_queries.account_by_email, given.email)
    right = await passwords.verified(account.password_hash if account else None, given.password)
    if not right or account is None or account.id is None:
        return await _sign_in_page(request, reader, form.refused(Invalid(WRONG)), 422)
    old = request.cookies.get(settings.cookie("login"), "")
    token = await writer(account_actions.succeed, account.id, attempt, replacing=old)
    return _with_login(see_other(request, within(given.next, STAFF_HOME)), settings, token)


@router.post("/demo-sign-in")
async def demo_sign_in(request: Request, writer: Writer, settings: Configured) -> Response:
    """One click per role, only in a demonstration."""
    if not settings.demo:
        raise NotFound()
    given = (await sent(request, DemoSignIn)).ok
    old = request.cookies.get(settings.cookie("login"), "")
    token = await writer(actions.demo_login, given.account_id, replacing=old)
    return _with_login(see_other(request, within(given.next, STAFF_HOME)), settings, token)


@router.post("/sign-out")
async def sign_out(request: Request, writer: Writer, settings: Configured) -> Response:
    """The login ends; the cookie would be worth nothing even if somebody kept it."""
    await writer(account_actions.end_login, request.cookies.get(settings.cookie("login"), ""))
    response = see_other(request, "/")
    response.delete_cookie(
        settings.cookie("login"), secure=settings.is_production, httponly=True, samesite="lax"
    )
    return say(request, response, "나왔습니다. 이 기기에는 로그인이 남아 있지 않습니다.")


# -- accounts ----------------------------------------------------------------------------------------------------


async def _accounts_page(
    request: Request, reader: Reader, form: Sent[NewAccount], status: int = 200
) -> Response:
    return page(
        request,
        "organisations/accounts.html",
        status=status,
        form=form,
        accounts=await reader(queries.accounts),
        role_options=[(role.value, role.label) for role in Role],
        side_options=[(side.value, side.label) for side in Side],
        subcommittee_options=[(one.id, one.name) for one in await reader(queries.subcommittees)],
        department_options=[(one.id, one.name) for one in await reader(queries.departments)],
    )


@router.get("/admin/accounts")
async def show_accounts(request: Request, reader: Reader, actor: CurrentStaff) -> Response:
    """Every account, and the form for a new one."""
    require(actor, Role.ADMIN)
    return await _accounts_page(request, reader, Sent())


@router.post("/admin/accounts")
async def open_account(request: Request, reader: Reader, writer: Writer, actor: CurrentStaff) -> Response:
    """A new account; its password is shown once, in this answer."""
    require(actor, Role.ADMIN)
    form = await sent(request, NewAccount)
    password = passwords.fresh()
    try:
        given = form.ok
        await writer(
            actions.open_account,
            actor,
            email=given.email,
            name=given.name,
            password_hash=await passwords.prepared(password),
            seat=given.seat,
        )
    except Invalid as refusal:
        return await _accounts_page(request, reader, form.refused(refusal), 422)
    return page(request, "organisations/password.html", name=given.name, password=password, fresh=True)


@router.post("/admin/accounts/{account_id:int}/password")
async def reset_password(request: Request, account_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """A new password, shown once, in this answer."""
    require(actor, Role.ADMIN)
    password = passwords.fresh()
    name = await writer(actions.reset_password, actor, account_id, await passwords.prepared(password))
    return page(request, "organisations/password.html", name=name, password=password, fresh=False)


@router.post("/admin/accounts/{account_id:int}/closing")
async def deactivate(request: Request, account_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """Close an account."""
    await writer(actions.deactivate, actor, account_id)
    return say(
        request,
        see_other(request, "/admin/accounts"),
        "계정을 닫았습니다. 그 계정의 로그인도 모두 끝났습니다.",
    )


@router.post("/admin/accounts/{account_id:int}/reopening")
async def reactivate(request: Request, account_id: int, writer: Writer, actor: CurrentStaff) -> Response:
    """Open it again."""
    await writer(actions.reactivate, actor, account_id)
    return say(request, see_other(request, "/admin/accounts"), "계정을 다시 열었습니다.")
