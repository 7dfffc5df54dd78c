"""``Idempotency-Key``: a POST that writes says what happens when it comes twice."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

from flask import Response, make_response, request

from creditbank.core.canonical import JSON, canonical
from creditbank.core.errors import BadValueError, DomainError, KeyNeededError
from creditbank.core.values import sha256
from creditbank.services import idempotency
from creditbank.web.context import actor, world
from creditbank.web.problems import refusal

F = TypeVar("F", bound=Callable[..., object])
KEY_CHARACTERS_MAX = 80


def once(view: F) -> F:
    """Do the deed once; the second time give the first answer (contract section 6)."""

    @wraps(view)
    def guarded(*args: object, **kwargs: object) -> Response:
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            raise KeyNeededError
        if len(key) > KEY_CHARACTERS_MAX:
            raise BadValueError("Idempotency-Key", f"{key[:40]}…")
        asked = sha256(f"{request.method} {request.path}\n".encode() + _body())
        done = idempotency.remembered(key, asked, actor=actor())
        if done is not None:
            return _again(done)
        try:
            with idempotency.once(key, asked, actor=actor(), world=world()):
                response = make_response(view(*args, **kwargs))
        except DomainError as error:
            # A refusal may have been written down (a dispute): its answer is kept too.
            response = refusal(error)
        kept = idempotency.Done(response.status_code, response.get_data(as_text=True))
        idempotency.answered(key, kept, actor=actor())
        return response

    return cast("F", guarded)


def _body() -> bytes:
    """Give what is asked; the boundary between its parts differs in every request."""
    if request.mimetype != "multipart/form-data":
        return request.get_data(cache=True)
    parts: list[JSON] = [[*pair] for pair in request.form.items(multi=True)]
    for name, upload in request.files.items(multi=True):
        parts.append([name, upload.filename or "", sha256(upload.read())])
        upload.seek(0)
    return canonical(parts)


def _again(done: idempotency.Done) -> Response:
    is_problem = done.status >= 400
    kind = "application/problem+json" if is_problem else "application/json"
    return Response(done.answer, status=done.status, mimetype=kind)
