"""Addresses that came with a request and may be followed afterwards: only our own."""

LONGEST = 300


def within(path: str, otherwise: str = "/") -> str:
    """``path`` when it is a plain path on this site, else ``otherwise``.

    ``//host``, ``/\\host`` and anything with control characters would lead elsewhere and are not followed.
    """
    fine = (
        path.startswith("/")
        and not path.startswith(("//", "/\\"))
        and "\\" not in path
        and path.isprintable()
        and len(path) <= LONGEST
    )
    return path if fine else otherwise
