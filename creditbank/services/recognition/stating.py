"""Each posted line is stated in a signed credential of its own."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from creditbank.adapters.db import (
    catalog,
    institutions,
    people,
    transcripts,
)
from creditbank.core.canonical import canonical
from creditbank.core.claims import Claim
from creditbank.core.errors import (
    BadValueError,
)
from creditbank.core.holdings import Holding
from creditbank.core.keys import Purpose
from creditbank.core.ledger import (
    CONSUMED,
    Entry,
    Line,
)
from creditbank.core.people import Learner
from creditbank.core.policies import Policy
from creditbank.core.ports import World
from creditbank.core.transcripts.credentials import (
    ACHIEVEMENT_TYPES,
    Achievement,
    Award,
    achievement_credential,
)
from creditbank.core.transcripts.proofs import signed
from creditbank.core.transcripts.shapes import INNER, fault
from creditbank.core.values import sha256


def evidence_of(held: Iterable[Holding]) -> list[str]:
    return sorted({one.digest for holding in held for one in holding.evidence})


def sign_lines(
    session: Session,
    entry: Entry,
    claim: Claim,
    policy: Policy,
    held: dict[str, Holding],
    world: World,
) -> None:
    """Sign one credential per line and keep it, with a status index of its own."""
    learner = people.learner(session, entry.learner_id)
    for line in entry.lines:
        if line.effect == CONSUMED:
            continue
        award = _award(session, entry, line, claim, policy, held, learner, world)
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


def _award(  # noqa: PLR0917 - all that a credential states
    session: Session,
    entry: Entry,
    line: Line,
    claim: Claim,
    policy: Policy,
    held: dict[str, Holding],
    learner: Learner,
    world: World,
) -> Award:
    used = [held[item] for item in line.items]
    list_number, status_index = transcripts.draw_index(session, world.chance)
    body = catalog.body_or_none(session, used[0].body)
    return Award(
        credential_id=world.chance.uuid(),
        list_number=list_number,
        status_index=status_index,
        learner_number=learner.number,
        salt=world.chance.token(),
        achievement=_achievement(session, line, claim, policy, used[0], world),
        credits=line.credits,
        grade=line.grade,
        source_id=f"{world.origin}/institutions#body-{used[0].body or 'unknown'}",
        source_name=body.name_zh if body else "未公布 / not published",
        evidence=tuple(evidence_of(used)),
        at=entry.at,
    )


def _achievement(
    session: Session,
    line: Line,
    claim: Claim,
    policy: Policy,
    holding: Holding,
    world: World,
) -> Achievement:
    """Describe what was recognized: an outcome's version, or a course's."""
    institution = institutions.institution(session, claim.purpose.institution)
    rule = next(one for one in policy.rules if one.cited.name == line.rule)
    criteria = (
        f"{policy.title.zh} / {policy.title.en} ({policy.code} v{policy.version}), "
        f"{rule.cited.clause}: {rule.cited.published}"
    )
    creator_id = f"{world.origin}/institutions/{institution.code}"
    if line.target is None:
        outcome = catalog.outcome(session, holding.outcome, holding.outcome_version)
        mark = "（学分值为示例 / example value）" if outcome.examples else ""
        return Achievement(
            id=f"{world.origin}/outcomes/{outcome.code}/{outcome.version}",
            kind=ACHIEVEMENT_TYPES.get(outcome.type.value, "Achievement"),
            code=outcome.code,
            version=outcome.version,
            name=_names(outcome.name_zh, outcome.name_en),
            description=f"学习成果认定 / Recognised learning outcome{mark}",
            criteria=criteria,
            creator_id=creator_id,
            creator_name=institution.name,
            credits=outcome.bank_value,
        )
    course = institutions.course(session, institution.code, line.target)
    mark = "（课程数据为示例 / example data）" if course.is_example else ""
    return Achievement(
        id=f"{world.origin}/courses/{course.institution}/{course.code}/{course.version}",
        kind="Course",
        code=course.code,
        version=course.version,
        name=course.name,
        description=f"由{holding.certificate}转换 / Converted course{mark}",
        criteria=criteria,
        creator_id=creator_id,
        creator_name=institution.name,
        credits=course.credits,
    )


def _names(zh: str, en: str) -> str:
    return f"{zh} / {en}" if en else zh
