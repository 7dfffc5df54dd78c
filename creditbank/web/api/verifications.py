"""Checks over JSON: one file for anyone, many for whoever has a token."""

from __future__ import annotations

from typing import Any

from flask import jsonify, request
from flask.wrappers import Response
from flask_smorest import Blueprint
from marshmallow import ValidationError

from creditbank.core.errors import BadValueError
from creditbank.services import transcripts, verification
from creditbank.web.context import actor, world
from creditbank.web.schemas.api import BatchIn, BatchOut
from creditbank.web.security import action, limiter

routes = Blueprint("api_verifications", __name__, description="Checks of documents")
TRIES = "120 per minute"
BATCHES = "10 per minute"  # of fifty items each
_FILE: dict[str, Any] = {"type": "string", "format": "binary"}


def _body(form: dict[str, Any], **others: Any) -> dict[str, Any]:  # noqa: ANN401 - OpenAPI
    described = {"schema": {"type": "object", "properties": form}}
    return {"requestBody": {"content": {"multipart/form-data": described, **others}}}


@routes.post("/verifications")
@limiter.limit(TRIES)
@action("verification.verify")
def verify() -> Response:
    """Check a file (multipart ``file``) or a body; nothing is kept.

    JSON, a PDF with transcript.json attached, or a PNG or JPEG photo of a QR code.
    """
    return jsonify(verification.examine(_brought(), world=world()).report.json())


def _brought() -> bytes:
    upload = request.files.get("file")
    return upload.read() if upload is not None else request.get_data()


@routes.post("/verifications/receipt")
@routes.doc(**_body({"file": _FILE}))
@limiter.limit(TRIES)
@action("verification.attest")
def attest() -> Response:
    """Check the same, and answer with the bank's signed receipt of the check.

    Its `report` is the report; the receipt can be checked like any signed file.
    """
    receipted = verification.attest(_brought(), world=world())
    return Response(receipted.content, mimetype="application/json")


@routes.post("/verifications/batch")
@routes.doc(
    **_body(
        {"file": {"type": "array", "items": _FILE}},
        **{
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["items"],
                    "properties": {
                        "items": {"type": "array", "items": {"type": "string"}}
                    },
                }
            }
        },
    )
)
@routes.response(200, BatchOut)
@limiter.limit(BATCHES)
@action("verification.batch")
def batch() -> dict[str, object]:
    """Check up to 50 files (multipart, `file` repeated) or texts (JSON `items`).

    Each is answered by its own report and signed receipt, in the order they came.
    Nothing is written, so no Idempotency-Key is needed.
    """
    uploads = request.files.getlist("file")
    contents = [one.read() for one in uploads] if uploads else _items()
    found = verification.batch(contents, actor=actor(), world=world())
    return {"items": found}


def _items() -> list[bytes]:
    try:
        told = BatchIn().load(request.get_json(silent=True) or {})
    except ValidationError as error:
        raise BadValueError("items", "") from error
    return [one.encode("utf-8", "replace") for one in told["items"]]


@routes.get("/verifications/<code>")
@limiter.limit(TRIES)
@action("verification.show")
def check(code: str) -> Response:
    """Check the transcript of a public code; status, issuer and date, no name."""
    found = verification.verify_code(transcripts.normalized(code), world=world())
    return jsonify(found.report.json())
