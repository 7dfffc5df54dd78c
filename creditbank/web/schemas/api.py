"""What comes in and goes out of the API, as marshmallow schemas."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema, fields, validate

TEXT_MAX = 2_000


class Strict(Schema):
    """Refuses members it does not know."""

    class Meta:
        unknown = RAISE


class ChoiceSchema(Strict):
    item = fields.String(required=True)
    target = fields.String(allow_none=True, load_default=None)


class HoldingIn(Strict):
    outcome = fields.String(required=True)
    number = fields.String(load_default="")
    issued_on = fields.String(required=True, metadata={"format": "date"})
    expires_on = fields.String(load_default="")
    holder_name = fields.String(load_default="")
    level = fields.String(load_default="")
    score = fields.String(load_default="")
    is_unscored = fields.Boolean(load_default=False)  # the paper bears no score
    hours = fields.String(load_default="")
    major = fields.String(load_default="")


class EvidenceOut(Schema):
    digest = fields.String()
    media_type = fields.String()
    size = fields.Integer()


class HoldingOut(Schema):
    id = fields.String()
    outcome = fields.String()
    outcome_version = fields.String()
    certificate = fields.String()
    module = fields.String()
    level = fields.String()
    number = fields.String()
    score = fields.String()
    is_unscored = fields.Boolean()
    issued_on = fields.Date()
    expires_on = fields.Date(allow_none=True)
    evidence = fields.List(fields.Nested(EvidenceOut))


class OutcomeOut(Schema):
    code = fields.String()
    version = fields.String()
    type = fields.String()
    name_zh = fields.String()
    name_en = fields.String()
    certificate = fields.String()
    level = fields.String()
    body = fields.String()
    bank_value = fields.Function(lambda one: _text(one.bank_value))
    examples = fields.Function(lambda one: sorted(one.examples))


class ClaimIn(Strict):
    purpose = fields.String(required=True)
    holdings = fields.List(
        fields.String(), required=True, validate=validate.Length(min=1, max=50)
    )
    choices = fields.List(fields.Nested(ChoiceSchema), load_default=list)


class ClaimOut(Schema):
    id = fields.String()
    purpose = fields.Function(lambda claim: str(claim.purpose))
    status = fields.Function(lambda claim: claim.status.value)
    holdings = fields.List(fields.String())
    choices = fields.List(fields.Nested(ChoiceSchema))
    submitted_at = fields.DateTime(format="%Y-%m-%dT%H:%M:%SZ", allow_none=True)


class ObjectionOut(Schema):
    """``ground`` is empty for the learner, who is not told who objects or why."""

    number = fields.Integer(attribute="objection.number")
    ground = fields.String(attribute="objection.ground")
    at = fields.DateTime(format="%Y-%m-%dT%H:%M:%SZ", attribute="objection.at")
    ruling = fields.Function(lambda heard: heard.objection.ruling)  # or null
    note = fields.String(attribute="objection.note")


class NoticeOut(Schema):
    """The latest public notice of a step; its page is ``/notices/<id>``."""

    id = fields.String(attribute="notice.id")
    step = fields.String(attribute="notice.step")
    starts_on = fields.Date(attribute="notice.period.starts_on")
    ends_on = fields.Date(attribute="notice.period.ends_on")
    is_current = fields.Boolean()
    objections = fields.List(fields.Nested(ObjectionOut), attribute="heard")


class ReviewOut(Schema):
    """A claim with the policy's answer; ``answer_digest`` is what recognize names.

    There is none where a record that it rests on ``is_damaged``.
    """

    claim = fields.Nested(ClaimOut)
    answer = fields.Function(lambda shown: shown.answer and shown.answer.json())
    answer_digest = fields.Function(lambda shown: shown.answer and shown.answer.digest)
    is_damaged = fields.Boolean()
    notices = fields.Function(
        lambda shown: NoticeOut(many=True).dump(shown.notices.values())
    )


class ListedOut(Schema):
    """A claim in a list; what the policy answers stands on the claim's own address."""

    claim = fields.Nested(ClaimOut)


class RefusalIn(Strict):
    reason = fields.String(required=True)
    note = fields.String(load_default="", validate=validate.Length(max=TEXT_MAX))


class RecognizeIn(Strict):
    answer_digest = fields.String(required=True, validate=validate.Length(equal=64))


class FindingIn(Strict):
    name = fields.String(required=True)
    value = fields.String(required=True)
    item = fields.String(allow_none=True, load_default=None)
    target = fields.String(allow_none=True, load_default=None)


class StepIn(Strict):
    step = fields.String(required=True)
    verdict = fields.String(
        required=True, validate=validate.OneOf(["opened", "agreed", "refused"])
    )


class RulingIn(Strict):
    objection = fields.Integer(required=True, strict=True)
    ruling = fields.String(
        required=True, validate=validate.OneOf(["upheld", "dismissed"])
    )
    note = fields.String(required=True, validate=validate.Length(min=1, max=TEXT_MAX))


class ReverseIn(Strict):
    lines = fields.List(
        fields.Integer(strict=True), required=True, validate=validate.Length(min=1)
    )
    note = fields.String(required=True, validate=validate.Length(min=1, max=TEXT_MAX))


class LineOut(Schema):
    number = fields.Integer()
    items = fields.List(fields.String())
    target = fields.String(allow_none=True)
    scheme = fields.String()
    credits = fields.Function(lambda line: str(line.credits))
    grade = fields.String(allow_none=True)
    effect = fields.String()
    rule = fields.String()


class EntryOut(Schema):
    id = fields.String()
    sequence = fields.Integer()
    kind = fields.Function(lambda entry: entry.kind.value)
    at = fields.DateTime(format="%Y-%m-%dT%H:%M:%SZ")
    claim_id = fields.String()
    policy = fields.String()
    policy_version = fields.String()
    digest = fields.String()
    reverses = fields.String()
    lines = fields.List(fields.Nested(LineOut))


class AccountOut(Schema):
    balances = fields.Function(
        lambda account: {k: str(v) for k, v in account.balances.items()}
    )
    entry_count = fields.Integer()
    head = fields.String()


class TranscriptIn(Strict):
    """``scope``: account, deposit or convert:<institution>/<programme>.

    ``credentials`` names single lines instead. ``supersede`` says whether earlier
    transcripts of the same scope give way.
    """

    scope = fields.String(load_default="account")
    credentials = fields.List(fields.String(), allow_none=True, load_default=None)
    supersede = fields.Boolean(load_default=True)
    withhold = fields.List(fields.String(), load_default=list)  # receipts kept back


class TranscriptOut(Schema):
    id = fields.String()
    code = fields.String()
    issued_at = fields.DateTime(format="%Y-%m-%dT%H:%M:%SZ")
    lines = fields.Integer()
    scope = fields.String()
    status = fields.String()
    since = fields.DateTime(format="%Y-%m-%dT%H:%M:%SZ")
    reason = fields.String()
    revoked_because = fields.String()
    pdf = fields.String()  # none | queued | running | failed | ready


class BatchIn(Strict):
    """Each item is the text of a file, of a QR code, or a public code."""

    items = fields.List(fields.String(), required=True)


class CheckedOut(Schema):
    report = fields.Function(lambda one: one.report.json())
    receipt = fields.Dict()


class BatchOut(Schema):
    items = fields.List(fields.Nested(CheckedOut))  # in the order they came


class EvaluateIn(Strict):
    policy = fields.String(required=True)
    version = fields.String(required=True)
    case = fields.Raw(required=True)
    as_if_in_force = fields.Boolean(load_default=False)  # whatever its days


class PageIn(Strict):
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=100))
    cursor = fields.String(load_default="")


class ClaimsIn(PageIn):
    waiting = fields.Boolean(allow_none=True, load_default=None)


class SearchIn(PageIn):
    q = fields.String(load_default="")


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def page_of(schema: type[Schema]) -> Schema:
    """Describe a page of a list: its items, and the cursor of the next one."""
    made: Any = Schema.from_dict(
        {
            "items": fields.List(fields.Nested(schema)),
            "next": fields.String(allow_none=True),
        },
        name=f"{schema.__name__}Page",
    )
    return made()  # type: ignore[no-any-return]
