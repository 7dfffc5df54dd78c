"""What comes in and goes out of the API about shares."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from creditbank.web.schemas.api import Strict


class ShareIn(Strict):
    """Without ``credentials`` the whole transcript; ``note`` only the learner sees."""

    transcript = fields.String(required=True, attribute="transcript_id")
    credentials = fields.List(
        fields.String(),
        load_default=list,
        attribute="credential_ids",
        validate=validate.Length(max=400),
    )
    receipts = fields.Boolean(load_default=False, attribute="has_receipts")
    days = fields.Integer(required=True, strict=True)
    note = fields.String(load_default="")
    pin = fields.String(load_default="", load_only=True)


class ShareOut(Schema):
    id = fields.String(attribute="share.id")
    transcript = fields.String(attribute="share.transcript_id")
    credentials = fields.List(fields.String(), attribute="share.credential_ids")
    receipts = fields.Boolean(attribute="share.has_receipts")
    note = fields.String(attribute="share.note")
    has_pin = fields.Boolean(attribute="share.has_pin")
    created_at = fields.DateTime(
        format="%Y-%m-%dT%H:%M:%SZ", attribute="share.created_at"
    )
    link_ends_at = fields.DateTime(
        format="%Y-%m-%dT%H:%M:%SZ", attribute="share.ends_at"
    )
    link_state = fields.Function(lambda shown: shown.state.value)
    visits = fields.Integer()
    link = fields.String(
        allow_none=True, metadata={"description": "In the first answer only."}
    )


class VisitOut(Schema):
    at = fields.DateTime(format="%Y-%m-%dT%H:%M:%SZ")
    network = fields.String()
    kind = fields.Function(lambda came: came.kind.value)
