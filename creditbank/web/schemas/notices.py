"""What comes in and goes out of the API about public notices."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from creditbank.core.notices import GROUND_CHARACTERS_MAX
from creditbank.web.schemas.api import PageIn, Strict


class NoticesIn(PageIn):
    institution = fields.String(load_default="")  # without it, of all


class AsksOut(Schema):
    zh = fields.String()
    en = fields.String()


class ProposedOut(Schema):
    """One line of what is proposed; ``clause`` is the published one it rests on."""

    outcomes = fields.Function(lambda line: [one.code for one in line.outcomes])
    target = fields.Function(lambda line: line.course and line.course.code)
    credits = fields.String()
    effect = fields.String()
    rule = fields.String(attribute="rule.cited.name")
    clause = fields.String(attribute="rule.cited.clause")
    published = fields.String(attribute="rule.cited.published")
    is_example = fields.Boolean()


class AnnouncedOut(Schema):
    """A notice as anyone reads it: nothing in it tells of the learner (law 17)."""

    id = fields.String(attribute="notice.id")
    institution = fields.String(attribute="notice.institution")
    purpose = fields.String(attribute="notice.purpose")
    policy = fields.String(attribute="notice.policy")
    policy_version = fields.String(attribute="notice.policy_version")
    step = fields.String(attribute="notice.step")
    asks = fields.Nested(AsksOut, attribute="step.asks")
    starts_on = fields.Date(attribute="notice.period.starts_on")
    ends_on = fields.Date(attribute="notice.period.ends_on")
    lines = fields.List(fields.Nested(ProposedOut))


class ObjectionIn(Strict):
    ground = fields.String(
        required=True, validate=validate.Length(min=1, max=GROUND_CHARACTERS_MAX)
    )


class ObjectedOut(Schema):
    """One's own objection, as it was recorded."""

    notice = fields.String(attribute="notice_id")
    ground = fields.String()
    at = fields.DateTime(format="%Y-%m-%dT%H:%M:%SZ")
