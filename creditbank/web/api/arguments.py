"""How the API reads what it is sent: JSON strictly, then by a schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flask import Request
from flask_smorest import Blueprint
from webargs.core import is_json, missing
from webargs.flaskparser import FlaskParser

from creditbank.core.canonical import JSON
from creditbank.core.strict import parsed
from creditbank.core.values import check_storable


class _Parser(FlaskParser):
    """Reads a body as every document is read: what has two readings is refused."""

    def _raw_load_json(self, req: Request) -> object:
        if not is_json(req.mimetype):
            return missing
        body = parsed(req.get_data(cache=True))
        for name, text in _texts(body, "json"):
            check_storable(name, text)
        return body


class Routes(Blueprint):  # type: ignore[misc]
    """The routes of one room of the API."""

    ARGUMENTS_PARSER = _Parser()


def _texts(value: JSON, name: str) -> Iterator[tuple[str, str]]:
    """Walk every text of a body, each with the member it stands in."""
    match value:
        case str():
            yield name, value
        case Mapping():
            for member, inside in value.items():
                yield name, member
                yield from _texts(inside, member)
        case list():
            for inside in value:
                yield from _texts(inside, name)
        case _:
            pass
