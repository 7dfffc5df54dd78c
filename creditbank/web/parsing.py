"""What comes in from outside, read before anything believes it."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.routing import BaseConverter

from creditbank.core.values import check_storable


class WholeConverter(BaseConverter):
    """A whole number in an address: ASCII digits, few, and written one way only."""

    regex = "0|[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        return int(value)


def own_path(text: str) -> str:
    """Give the path of ours to go back to; the front page for anything else.

    A browser drops tabs and line ends from an address and reads a backslash as a
    slash (WHATWG URL, 4.4), so one with any of them is not looked at further.
    """
    is_plain = text.isprintable() and "\\" not in text
    if not is_plain or not text.startswith("/") or text.startswith("//"):
        return "/"
    parts = urlsplit(text)
    return "/" if parts.scheme or parts.netloc else text


def install(app: Flask) -> None:
    """Refuse, before any page looks, text that neither database can keep."""
    app.url_map.converters["whole"] = WholeConverter

    @app.before_request
    def refuse_unstorable() -> None:
        check_storable("address", request.path)
        for name, text in _given():
            check_storable(name[:40] if name.isprintable() else "name", name)
            check_storable(name[:40], text)


def _given() -> Iterable[tuple[str, str]]:
    """Look for a query and a form only where there is one: most requests bring none."""
    if request.environ.get("QUERY_STRING"):
        yield from request.args.items(multi=True)
    if request.environ.get("CONTENT_TYPE"):  # a form without its type is not read
        yield from request.form.items(multi=True)
