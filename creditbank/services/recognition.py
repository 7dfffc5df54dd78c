"""The one use case that crosses rooms: decide a claim, post its credits; undo it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from creditbank.adapters.db import (
    catalog,
    claims,
    holdings,
    institutions,
    ledger,
    people,
    policies,
    transcripts,
)
from creditbank.adapters.db.audit import record
from creditbank.adapters.db.base import transaction
from creditbank.core.canonical import canonical
from creditbank.core.claims import MOVES, NOTE_CHARACTERS_MAX, Claim, Move
from creditbank.core.errors import (
    AlreadyAwardedError,
    BadValueError,
    NotFoundError,
    NotSubmittedError,
    OwnerKeyHeldError,
)
from creditbank.core.holdings import Holding
from creditbank.core.ledger import (
    Entry,
    EntryKind,
    Line,
    check_balanced,
    reversed_lines,
)
from creditbank.core.people import Actor, Learner, Role, require
from creditbank.core.policies import Policy
from creditbank.core.ports import World
from creditbank.core.recognition import Recognition, Verdict
from creditbank.core.recognition import recognize as decided
from creditbank.core.transcripts.credentials import (
    ACHIEVEMENT_TYPES,
    Achievement,
    Award,
    achievement_credential,
)
from creditbank.core.transcripts.proofs import signed
from creditbank.core.transcripts.shapes import INNER, fault
from creditbank.core.values import Digest, EntryId, sha256


def recognize(
    claim_id: str, answer_digest: str, *, actor: Actor, world: World
) -> Entry:
    """Recognize a claim: post the certain lines of the answer the reviewer saw.

    One transaction under a lock on the account: claim, entry, balances, keys,
    decision and signed credentials stand together or not at all. Raises
    IllegalMoveError, StepOpenError, AnswerChangedError, NothingToPostError,
    AlreadyAwardedError; and OwnerKeyHeldError, which leaves the claim disputed.
    """
    require(actor, "recognition.recognize")
    try:
        with transaction() as session:
            held_by_another, entry = _recognize(
                session, claim_id, Digest(answer_digest), actor, world
            )
    except IntegrityError as error:  # the constraint, should the check have missed it
        raise AlreadyAwardedError from error
    if held_by_another or entry is None:
        raise OwnerKeyHeldError
    return entry


def _recognize(
    session: Session,
    claim_id: str,
    answer_digest: Digest,
    actor: Actor,
    world: World,
) -> tuple[bool, Entry | None]:
    learner_id = claims.located(session, claim_id, "claim")
    account = ledger.account(session, learner_id)  # the lock comes first
    row = claims.row(session, learner_id, claim_id)
    if row.submitted_at is None or row.institution not in actor.places(Role.REVIEWER):
        raise NotFoundError
    claim = claims.value(session, row)
    if claim.submission is None:
        raise NotSubmittedError
    held: dict[str, Holding] = {
        one: holdings.holding(session, learner_id, one) for one in claim.holdings
    }
    policy = policies.version(
        session, claim.submission.policy, claim.submission.policy_version
    )
    verdict = Verdict(
        entry_id=EntryId(world.chance.uuid()),
        answer_digest=answer_digest,
        decided_by=actor.user_id or "",
        decided_as=Role.REVIEWER.value,
        at=world.clock.now(),
    )
    done = decided(
        claim,
        verdict,
        policy=policy,
        prior=ledger.prior(session, learner_id, claim.purpose.scheme),
        holdings=held,
        head=(account.entry_count, Digest(account.head)),
    )
    if _held_by_another(session, done):
        _dispute(session, row, claim, actor, world)
        return True, None
    check_balanced(done.entry.postings)
    ledger.post(session, account, done.entry)
    _take_keys(session, done, held)
    _keep_decision(session, done, held, actor)
    _sign_lines(session, done.entry, claim, policy, held, world)
    _tell(session, row, done.claim, done.entry, actor)
    return False, done.entry


def _held_by_another(session: Session, done: Recognition) -> bool:
    """Tell whether another learner was awarded on one of the papers (law 5)."""
    for key in done.owner_keys:
        row = session.get(ledger.OwnerKeyRow, key, with_for_update=True)
        if row is not None and row.learner_id != done.claim.learner_id:
            return True
    return False


def _dispute(
    session: Session, row: claims.ClaimRow, claim: Claim, actor: Actor, world: World
) -> None:
    """Turn the claim into a dispute, once; it stays in review."""
    at = world.clock.now()
    if (claim.status, Move.DISPUTE) in MOVES:
        disputed = claim.moved(Move.DISPUTE)
        row.take(disputed)
        _moved(session, disputed, Move.DISPUTE, actor, at)
        learner = people.learner(session, claim.learner_id)
        people.tell(session, learner.user_id, "claim_disputed", at=at, claim=claim.id)


def _take_keys(session: Session, done: Recognition, held: dict[str, Holding]) -> None:
    """Take the keys; a use that lives already is refused (laws 5 and 6)."""
    learner_id = done.claim.learner_id
    for key in done.owner_keys:
        if session.get(ledger.OwnerKeyRow, key) is None:
            session.add(ledger.OwnerKeyRow(key=key, learner_id=learner_id))
    owner_of = {
        (line.number, item): held[item].owner_key
        for line in done.entry.lines
        for item in line.items
    }
    pairs = [(line.number, item) for line in done.entry.lines for item in line.items]
    for use, pair in zip(done.use_keys, pairs, strict=True):
        if session.get(ledger.UseKeyRow, (learner_id, use.key)) is not None:
            raise AlreadyAwardedError
        session.add(
            ledger.UseKeyRow(
                learner_id=learner_id,
                key=use.key,
                owner_key=owner_of[pair],
                sequence=done.entry.sequence,
                number=use.line,
            )
        )
    session.flush()


def _keep_decision(
    session: Session, done: Recognition, held: dict[str, Holding], actor: Actor
) -> None:
    session.add(
        claims.DecisionRow(
            learner_id=done.claim.learner_id,
            claim_id=done.claim.id,
            verdict="recognize",
            case=done.case.json(),
            answer=done.answer.json(),
            case_digest=done.case.digest,
            answer_digest=done.answer.digest,
            evidence=_evidence(held.values()),
            policy=done.entry.policy,
            policy_version=done.entry.policy_version,
            by=actor.user_id or "",
            at=done.entry.at,
        )
    )


def _evidence(held: Iterable[Holding]) -> list[str]:
    return sorted({one.digest for holding in held for one in holding.evidence})


def _sign_lines(
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
        award = _award(session, entry, line, claim, policy, held, learner, world)
        document = signed(
            achievement_credential(award, origin=world.origin),
            world.signer,
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
        evidence=tuple(_evidence(used)),
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


def _tell(
    session: Session, row: claims.ClaimRow, claim: Claim, entry: Entry, actor: Actor
) -> None:
    row.take(claim)
    session.add(
        claims.LocatorRow(public_id=entry.id, kind="entry", learner_id=entry.learner_id)
    )
    _moved(session, claim, Move.RECOGNIZE, actor, entry.at)
    learner = people.learner(session, claim.learner_id)
    people.tell(
        session, learner.user_id, "claim_recognized", at=entry.at, claim=claim.id
    )


def _moved(
    session: Session, claim: Claim, move: Move, actor: Actor, at: datetime
) -> None:
    session.add(
        claims.ClaimMoveRow(
            learner_id=claim.learner_id,
            claim_id=claim.id,
            number=len(claims.moves(session, claim.learner_id, claim.id)) + 1,
            move=move.value,
            to_status=claim.status.value,
            reason="",
            note="",
            by=actor.user_id or "",
            by_role=Role.REVIEWER.value,
            at=at,
        )
    )
    record(session, actor, f"recognition.{move.value}", claim.id, at=at)


def reverse(
    entry_id: str,
    numbers: Sequence[int],
    note: str,
    *,
    actor: Actor,
    world: World,
) -> Entry:
    """Undo lines of an entry, whole; the only correction there is (law 11).

    In the same transaction the keys fall free, and the credentials of those lines
    and every transcript that holds one are revoked. Raises LineReversedError.
    """
    require(actor, "recognition.reverse")
    if not numbers or not 0 < len(note.strip()) <= NOTE_CHARACTERS_MAX:
        raise BadValueError("reversal", note[:40])
    with transaction() as session:
        learner_id = claims.located(session, entry_id, "entry")
        account = ledger.account(session, learner_id)
        entry = ledger.entry(session, learner_id, entry_id)
        if entry.lines[0].scheme not in actor.places(Role.REVIEWER):
            raise NotFoundError
        done = {
            number
            for sequence, number in ledger.reversed_numbers(session, learner_id)
            if sequence == entry.sequence
        }
        undoing = replace(
            entry,
            id=EntryId(world.chance.uuid()),
            sequence=account.entry_count + 1,
            kind=EntryKind.REVERSAL,
            at=world.clock.now(),
            narration="reversed",
            decided_by=actor.user_id or "",
            lines=reversed_lines(entry, numbers, done),
            reverses=entry.id,
            previous=Digest(account.head),
        )
        check_balanced(undoing.postings)
        ledger.post(session, account, undoing)
        _free(session, entry, undoing)
        _revoke(session, entry, undoing, note, actor)
    return undoing


def _free(session: Session, entry: Entry, undoing: Entry) -> None:
    """Free the use keys of the lines, and owner keys with their last use."""
    learner_id = entry.learner_id
    for line in undoing.lines:
        session.add(
            ledger.ReversedLineRow(
                learner_id=learner_id,
                sequence=entry.sequence,
                number=line.number,
                by_sequence=undoing.sequence,
            )
        )
        mine = (
            ledger.UseKeyRow.learner_id == learner_id,
            ledger.UseKeyRow.sequence == entry.sequence,
            ledger.UseKeyRow.number == line.number,
        )
        freed = set(session.scalars(select(ledger.UseKeyRow.owner_key).where(*mine)))
        session.execute(delete(ledger.UseKeyRow).where(*mine))
        for owner_key in freed - {None}:
            still = session.scalars(
                select(ledger.UseKeyRow.key).where(
                    ledger.UseKeyRow.owner_key == owner_key
                )
            ).first()
            if still is None:
                session.execute(
                    delete(ledger.OwnerKeyRow).where(
                        ledger.OwnerKeyRow.key == owner_key
                    )
                )


def _revoke(
    session: Session, entry: Entry, undoing: Entry, note: str, actor: Actor
) -> None:
    lines = [(entry.sequence, line.number) for line in undoing.lines]
    transcripts.revoke_lines(
        session, entry.learner_id, lines, reason="credit_reversed", at=undoing.at
    )
    session.add(
        claims.LocatorRow(
            public_id=undoing.id, kind="entry", learner_id=entry.learner_id
        )
    )
    learner = people.learner(session, entry.learner_id)
    people.tell(
        session, learner.user_id, "credit_reversed", at=undoing.at, note=note.strip()
    )
    record(session, actor, "recognition.reverse", entry.id, at=undoing.at, note=note)
