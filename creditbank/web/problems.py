"""Domain error → HTTP, as a page or as problem+json; the one table of both."""

from __future__ import annotations

from collections.abc import Mapping

import structlog
from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from creditbank.config import WrongSettingError
from creditbank.core.damage import BooksDamagedError
from creditbank.core.errors import DomainError
from creditbank.core.strict import BadFieldsError
from creditbank.language import say
from creditbank.language.errors import ERRORS
from creditbank.language.fields import message_text
from creditbank.language.refusals import refusal_text
from creditbank.web.context import locale, said

log = structlog.get_logger()

THROTTLED_SECONDS = 60  # every throttle counts by the minute

# The field of a refusal whose facts name none.
FIELD_OF = {"evidence_refused": "file", "key_needed": "Idempotency-Key"}

STATUS: dict[str, int] = {
    "bad_value": 422,
    "repeated": 422,
    "bad_fields": 422,
    "ambiguous": 422,
    "not_found": 404,
    "forbidden": 403,
    "own_learning": 403,
    "own_objection": 403,
    "sign_in_needed": 401,
    "illegal_move": 409,
    "credential_move": 409,
    "certificate_withdrawn": 409,
    "already_ruled": 409,
    "policy_faults": 422,
    "steps_spent": 422,
    "policy_published": 409,
    "policy_overlap": 409,
    "policy_gap": 409,
    "draft_changed": 409,
    "row_faults": 422,
    "evidence_refused": 422,
    "holding_known": 409,
    "not_submitted": 409,
    "evidence_missing": 422,
    "no_policy": 409,
    "versions_differ": 409,
    "not_enrolled": 409,
    "step_open": 409,
    "answer_changed": 409,
    "nothing_to_post": 409,
    "already_awarded": 409,
    "balance_too_small": 409,
    "notice_open": 409,
    "notice_changed": 409,
    "already_objected": 409,
    "objection_open": 409,
    "owner_key_held": 409,
    "books_damaged": 409,
    "unbalanced": 500,
    "line_reversed": 409,
    "wrong_password": 403,
    "not_confirmed": 403,
    "weak_password": 422,
    "link_not_good": 410,
    "link_ended": 410,
    "link_locked": 423,
    "pin_needed": 403,
    "wrong_pin": 403,
    "nothing_to_state": 409,
    "log_inconsistent": 500,
    "not_logged": 503,
    "not_sqlite": 409,
    "bank_exists": 409,
    "backup_not_good": 422,
    "not_printed": 409,
    "unprintable": 422,
    "too_many": 429,
    "job_taken": 409,
    "key_needed": 400,
    "key_in_progress": 409,
    "key_reused": 422,
}


def sentence(error: DomainError) -> str:
    return refusal_text(error.code, error.facts, locale())


def fields_of(error: DomainError) -> dict[str, str]:
    """Say of each field at fault what is wrong with it, in the reader's language."""
    if isinstance(error, BadFieldsError):
        return {
            name: message_text(text, locale()) for name, text in error.fields.items()
        }
    name = error.facts.get("kind") or error.facts.get("field")
    name = name or FIELD_OF.get(error.code)
    return {name: sentence(error)} if name else {}


def is_api() -> bool:
    return request.path.startswith("/api/")


def answer(
    status: int, code: str, detail: str, fields: Mapping[str, str] | None = None
) -> Response:
    """Give a problem in the form the caller reads."""
    if is_api():
        response = jsonify(
            type=f"urn:creditbank:problem:{code}",
            title=code.replace("_", " "),
            status=status,
            detail=detail,
            code=code,
            fields=fields or {},
        )
        response.mimetype = "application/problem+json"
    else:
        page = render_template(
            "problems/problem.html", detail=detail, code=code, status=status
        )
        response = make_response(page)
    response.status_code = status
    if status == 401 and is_api():
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def refusal(error: DomainError) -> Response:
    """Give a domain error as its problem; damage is noted for the operator too."""
    if isinstance(error, BooksDamagedError):
        log.error("books damaged", endpoint=request.endpoint, exc_info=error)
    status = STATUS[error.code]
    return answer(status, error.code, sentence(error), fields_of(error))


def install(app: Flask) -> None:
    """Answer every error; what is not in the table tells nothing."""

    @app.errorhandler(DomainError)
    def refused(error: DomainError) -> Response:
        return refusal(error)

    @app.errorhandler(CSRFError)
    def forged(_error: CSRFError) -> Response:
        detail = said(
            "页面已过期，没有保存任何更改。请返回上一页，刷新后再试。",
            "This page has expired; nothing was changed. Go back, reload, try again.",
        )
        return answer(400, "page_expired", detail)

    @app.errorhandler(HTTPException)
    def plain(error: HTTPException) -> Response:
        status = error.code or 500
        response = answer(status, f"http_{status}", _plain(status))
        if status == 429:
            response.headers["Retry-After"] = str(THROTTLED_SECONDS)
        for name, value in error.get_headers():
            if name.lower() == "allow":
                response.headers[name] = value
        return response

    @app.errorhandler(Exception)
    def unforeseen(error: Exception) -> Response:
        if isinstance(error, WrongSettingError):
            log.error("wrong setting", setting=error.name)
        else:
            log.error("unforeseen", endpoint=request.endpoint, exc_info=error)
        return answer(500, "http_500", _plain(500))


def _plain(status: int) -> str:
    match status:
        case 404:
            return say(ERRORS, "not_found", {}, locale())
        case 405:
            return said("这个地址不支持这种请求。", "This address has no such request.")
        case 413:
            return said(
                "文件太大，没有保存。单个文件最多20 MB。",
                "The file is too large and was not kept. The limit is 20 MB a file.",
            )
        case 429:
            return said(
                "尝试次数过多，请稍等一分钟再试。",
                "Too many attempts. Please wait a minute and try again.",
            )
        case _ if status < 500:
            return said("请求无法理解。", "The request could not be understood.")
        case _:
            return said(
                "系统出错，没有保存任何更改。我们已记录，请稍后再试。",
                "Something went wrong on our side and nothing was changed. "
                "It has been noted; please try again later.",
            )
