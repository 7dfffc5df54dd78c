"""How the API reads what it is sent: JSON strictly, then by a schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NoReturn

from flask import Request
from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError
from webargs.core import is_json, missing
from webargs.flaskparser import FlaskParser

from creditbank.core.canonical import JSON
from creditbank.core.strict import BadFieldsError, parsed
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

    def handle_error(
        self,
        error: ValidationError,
        req: Request,  # noqa: ARG002 - webargs calls it so
        schema: Schema,  # noqa: ARG002
        *,
        error_status_code: int | None,  # noqa: ARG002
        error_headers: Mapping[str, str] | None,  # noqa: ARG002
    ) -> NoReturn:
        """Name each field at fault, wherever in the body it stands."""
        found = dict(_faults(error.messages))
        raise BadFieldsError(found)


class Routes(Blueprint):  # type: ignore[misc]
    """The routes of one room of the API."""

    ARGUMENTS_PARSER = _Parser()


def _faults(messages: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Walk marshmallow's messages; the first name is the place: body or query."""
    match messages:
        case Mapping():
            for name, inside in messages.items():
                yield from _faults(inside, (*path, str(name)))
        case [first, *_]:
            named = [name for name in path[1:] if name != "_schema"]
            yield ".".join(named)[:80] or "json", str(first)
        case _:
            yield ".".join(path[1:])[:80] or "json", str(messages)


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
