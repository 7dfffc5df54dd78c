"""Each posted line is stated in a signed credential of its own."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from creditbank.adapters.db import (
    catalog,
    institutions,
    people,
    transcripts,
)
from creditbank.core.canonical import canonical
from creditbank.core.catalog import Outcome
from creditbank.core.errors import (
    BadValueError,
)
from creditbank.core.holdings import Holding
from creditbank.core.institutions import Course, Institution
from creditbank.core.keys import Purpose
from creditbank.core.policies import Policy
from creditbank.core.ports import World
from creditbank.core.receipts import rule_of
from creditbank.core.recognition import Recognition
from creditbank.core.transcripts.credentials import (
    ACHIEVEMENT_TYPES,
    EXAMPLE_MARK,
    UNKNOWN_BODY,
    Achievement,
    Award,
    achievement_credential,
    names,
)
from creditbank.core.transcripts.proofs import signed
from creditbank.core.transcripts.shapes import INNER, fault
from creditbank.core.values import sha256
from creditbank.services.recognition.receipting import Posted, keep_receipt


def sign_lines(
    session: Session,
    done: Recognition,
    policy: Policy,
    held: dict[str, Holding],
    world: World,
) -> None:
    """Sign one receipt and one credential per line, each bound to the other."""
    entry = done.entry
    # A line that spends bank value comes after these and states no outcome.
    for line, answered in zip(entry.lines, done.answer.yes_lines, strict=False):
        used = tuple(held[item] for item in line.items)
        award = _award(session, Posted(done, line, answered, policy, used), world)
        document = signed(
            achievement_credential(award, origin=world.origin),
            world.keys.signer(Purpose.TRANSCRIPTS, of="credential"),
            at=entry.at,
        )
        place = fault(document, INNER)
        if place is not None:
            raise BadValueError("credential", place)
        content = canonical(document)
        transcripts.keep(
            session,
            transcripts.CredentialRow(
                learner_id=entry.learner_id,
                id=award.credential_id,
                kind="inner",
                sequence=entry.sequence,
                number=line.number,
                salt=award.salt,
                list_number=award.list_number,
                status_index=award.status_index,
                document=content.decode(),
                digest=sha256(content),
                issued_at=entry.at,
            ),
            by=entry.decided_by,
        )


def _award(session: Session, posted: Posted, world: World) -> Award:
    learner = people.learner(session, posted.done.entry.learner_id)
    list_number, status_index = transcripts.draw_index(session, world.chance)
    body = posted.used[0].body
    known = catalog.body_or_none(session, body)
    achievement = _achievement(session, posted, world)
    return Award(
        credential_id=world.chance.uuid(),
        list_number=list_number,
        status_index=status_index,
        learner_number=learner.number,
        salt=world.chance.token(),
        achievement=achievement,
        credits=posted.line.credits,
        grade=posted.line.grade,
        source_id=f"{world.origin}/institutions#body-{body or 'unknown'}",
        source_name=known.name_zh if known else UNKNOWN_BODY,
        evidence=posted.evidence,
        receipt=keep_receipt(session, posted, achievement.name, world),
        at=posted.done.entry.at,
    )


def _achievement(session: Session, posted: Posted, world: World) -> Achievement:
    """Describe what was recognized: an outcome's version, or a course's."""
    policy = posted.policy
    institution = institutions.institution(
        session, posted.done.claim.purpose.institution
    )
    cited = rule_of(policy, posted.line.rule).cited
    about = _About(
        origin=world.origin,
        institution=institution,
        criteria=(
            f"{policy.title.zh} / {policy.title.en} ({policy.code} v{policy.version}), "
            f"{cited.clause}: {cited.published}"
        ),
    )
    holding = posted.used[0]
    outcome = catalog.outcome(session, holding.outcome, holding.outcome_version)
    if posted.line.target is None:
        return about.outcome(outcome)
    course = institutions.course(session, institution.code, posted.line.target)
    is_example = course.is_example or "bank_value" in outcome.examples
    return about.course(course, holding, is_example=is_example)


@dataclass(frozen=True)
class _About:
    """What every achievement of one decision repeats."""

    origin: str
    institution: Institution
    criteria: str

    @property
    def creator_id(self) -> str:
        return f"{self.origin}/institutions/{self.institution.code}"

    def outcome(self, outcome: Outcome) -> Achievement:
        is_example = "bank_value" in outcome.examples
        mark = f"（学分值为{EXAMPLE_MARK} value）" if is_example else ""
        return Achievement(
            id=f"{self.origin}/outcomes/{outcome.code}/{outcome.version}",
            kind=ACHIEVEMENT_TYPES.get(outcome.type.value, "Achievement"),
            code=outcome.code,
            version=outcome.version,
            name=names(outcome.name_zh, outcome.name_en),
            description=f"学习成果认定 / Recognised learning outcome{mark}",
            criteria=self.criteria,
            creator_id=self.creator_id,
            creator_name=self.institution.name,
            credits=outcome.bank_value,
        )

    def course(
        self, course: Course, holding: Holding, *, is_example: bool
    ) -> Achievement:
        mark = f"（课程数据为{EXAMPLE_MARK} data）" if is_example else ""
        place = f"{course.institution}/{course.code}/{course.version}"
        return Achievement(
            id=f"{self.origin}/courses/{place}",
            kind="Course",
            code=course.code,
            version=course.version,
            name=course.name,
            description=f"由{holding.certificate}转换 / Converted course{mark}",
            criteria=self.criteria,
            creator_id=self.creator_id,
            creator_name=self.institution.name,
            credits=course.credits,
        )
