"""Changes to accounts, logins and participants."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.accounts import queries, rules
from app.accounts.models import Account, Login, Participant, SignInTry
from app.core import clock, ids
from app.core.errors import NotFound, TooMany


def create_account(db: Session, *, email: str, name: str, password_hash: str) -> Account:
    """A new account; the e-mail is kept in lower case. Raises ``IntegrityError`` when it is taken."""
    account = Account(email=email.lower(), name=name, password_hash=password_hash)
    db.add(account)
    db.flush()
    return account


def start_login(db: Session, account_id: int, *, replacing: str = "") -> str:
    """Sign in: a fresh token (shown once, to be put in the cookie); an older login of this browser ends."""
    end_login(db, replacing)
    token = ids.token()
    db.add(Login(account_id=account_id, token_digest=ids.digest(token)))
    return token


def end_login(db: Session, token: str) -> None:
    """Sign out; unknown tokens are ignored."""
    login = db.exec(select(Login).where(Login.token_digest == ids.digest(token))).first() if token else None
    if login is not None and login.ended_at is None:
        login.ended_at = clock.now()
        db.add(login)


def touch_login(db: Session, login_id: int) -> None:
    """Note that the login is in use, so that idling can be told."""
    login = db.get(Login, login_id)
    if login is not None:
        login.seen_at = clock.now()
        db.add(login)


def begin_try(db: Session, email_key: str, address_key: str) -> int:
    """Note a sign-in before the password is looked at, so that many at once are counted too; 429 after too many."""
    since = clock.now() - rules.TRIES_WINDOW
    if rules.is_slowed(*queries.failed_tries(db, email_key, address_key, since)):
        raise TooMany(
            "로그인을 여러 번 틀려 잠시 멈췄습니다. %(minutes)s분 뒤에 다시 해 주세요.",
            minutes=int(rules.TRIES_WINDOW.total_seconds() // 60),
        )
    attempt = SignInTry(email_key=email_key, address_key=address_key)
    db.add(attempt)
    db.flush()
    assert attempt.id is not None
    return attempt.id


def succeed(db: Session, account_id: int, attempt_id: int, *, replacing: str = "") -> str:
    """The password was right: the try is forgiven and a login begins."""
    attempt = db.get(SignInTry, attempt_id)
    if attempt is not None:
        db.delete(attempt)
    return start_login(db, account_id, replacing=replacing)


def set_active(db: Session, account_id: int, active: bool) -> None:
    """Close an account, which ends its logins, or open it again."""
    account = db.get(Account, account_id)
    if account is None:
        raise NotFound()
    account.active = active
    db.add(account)
    if not active:
        end_logins(db, account_id)


def set_password(db: Session, account_id: int, password_hash: str) -> None:
    """A new password; whoever was signed in with the old one no longer is."""
    account = db.get(Account, account_id)
    if account is None:
        raise NotFound()
    account.password_hash = password_hash
    db.add(account)
    end_logins(db, account_id)


def end_logins(db: Session, account_id: int) -> None:
    """Sign an account out everywhere."""
    open_logins = db.exec(
        select(Login).where(Login.account_id == account_id, col(Login.ended_at).is_(None))
    ).all()
    for login in open_logins:
        login.ended_at = clock.now()
        db.add(login)


def enter(db: Session, place: str, key: str, lang: str = "ko") -> Participant:
    """Be a participant of this place: the same browser always gets the same row."""
    found = queries.participant(db, place, key)
    if found is not None:
        if found.lang != lang:
            found.lang = lang
            db.add(found)
        return found
    try:
        with db.begin_nested():
            someone = Participant(place=place, key=key, lang=lang)
            db.add(someone)
            db.flush()
            return someone
    except IntegrityError:  # another process was faster with the same browser
        found = queries.participant(db, place, key)
        assert found is not None
        return found
