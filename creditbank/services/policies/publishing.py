"""Publish a version from a day, and end one: events, never changes."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from creditbank.adapters.db import institutions, policies
from creditbank.adapters.db.audit import record
from creditbank.adapters.db.base import transaction
from creditbank.adapters.policy_files import node_tree, read_policy
from creditbank.core.errors import (
    BadValueError,
    NotFoundError,
    PolicyPublishedError,
)
from creditbank.core.people import Actor, require
from creditbank.core.policies import Policy
from creditbank.core.policies.cycles import cycles
from creditbank.core.policies.nodes import Fault, PolicyFaultsError
from creditbank.core.ports import World
from creditbank.core.printing import check_printable
from creditbank.core.publishing import (
    InForce,
    beginning,
    retired,
    shared,
    taking_place,
)
from creditbank.services.policies.checking import check_file, known_codes
from creditbank.services.policies.reading import today_at


def publish(
    content: bytes,
    *,
    starts_on: date | None = None,
    gap_is_stated: bool = False,
    actor: Actor,
    world: World,
) -> Policy:
    """Publish a policy file and put it in force at its authority from ``starts_on``.

    None: from the day the file names. A version of the same code that is in force
    then is closed the day before. The second time with the same bytes changes
    nothing; the same version with other bytes is refused (PolicyPublishedError).
    Raises PolicyFaultsError where the file does not pass the check, UnprintableError
    where a transcript could not quote it, and PolicyOverlapError or PolicyGapError
    where two or none would apply on some day.
    """
    policy = read_policy(content)
    require(actor, "policies.publish", at=policy.authority)
    # Of what is written, not of the bytes: YAML can spell a character by its number.
    check_printable(world.printer, *node_tree(content).texts(), field="file")
    put = _Putting(policy, content, starts_on, gap_is_stated, actor, world)
    try:
        put.attempt()
    except IntegrityError as error:
        # Someone published the same version between our look and the constraint; it
        # is committed by now, so looking again gives the answer that fits.
        try:
            put.attempt()
        except IntegrityError:  # pragma: no cover - a third at the same moment
            named = {"code": policy.code, "version": policy.version}
            raise PolicyPublishedError(**named) from error
    return policy


class _Putting:
    """One version being put in force, as often as it has to be tried."""

    def __init__(
        self,
        policy: Policy,
        content: bytes,
        starts_on: date | None,
        gap_is_stated: bool,  # noqa: FBT001 - private, and named where it is made
        actor: Actor,
        world: World,
    ) -> None:
        self.policy = policy
        self.content = content
        self.starts_on = starts_on
        self.gap_is_stated = gap_is_stated
        self.actor = actor
        self.world = world

    def attempt(self) -> None:
        policy = self.policy
        with transaction() as session:
            _take_turn(session, policy.authority)
            known = session.get(
                policies.PolicyVersionRow, (policy.code, policy.version)
            )
            if known is None:
                self._publish(session)
            elif known.digest != policy.digest:
                raise PolicyPublishedError(code=policy.code, version=policy.version)

    def _publish(self, session: Session) -> None:
        policy, at = self.policy, self.world.clock.now()
        if session.get(institutions.InstitutionRow, policy.authority) is None:
            check_file(self.content).passed()
            session.add(policies.PolicyVersionRow.of(policy, self.content, at))
            return  # anyone may read and run it; it is in force nowhere
        check_file(self.content, known_codes(session, policy.authority)).passed()
        period = beginning(policy.effective, self.starts_on)
        new = policies.of_policy(policy, period)
        others = policies.adopted(session, policy.authority)
        closed = taking_place(
            new,
            [one.in_force for one in others],
            gap_is_stated=self.gap_is_stated,
        )
        self._check_superseded(closed)
        self._check_cycles(session, new, closed)
        session.add(policies.PolicyVersionRow.of(policy, self.content, at))
        session.flush()
        session.add(
            policies.AdoptionRow(
                institution=policy.authority,
                code=policy.code,
                version=policy.version,
                adopted_at=at,
                starts_on=self.starts_on,
            )
        )
        for old in closed:
            _end(session, policy.authority, old, policy.version, self.actor, at=at)
        record(
            session,
            self.actor,
            "policies.publish",
            f"{policy.code}/{policy.version}",
            at=at,
            digest=policy.digest,
            starts_on=str(period.starts_on or ""),
            closes=" ".join(old.version for old in closed),
        )

    def _check_superseded(self, closed: tuple[InForce, ...]) -> None:
        """Refuse a file that names another version than the one it closes."""
        named = self.policy.supersedes
        if closed and named and named not in {old.version for old in closed}:
            raise BadValueError("supersedes", named[:40])

    def _check_cycles(
        self, session: Session, new: InForce, closed: tuple[InForce, ...]
    ) -> None:
        """Refuse a conversion by which credit could grow from place to place."""
        gone = {(old.code, old.version) for old in closed}
        beside = [
            one.policy
            for one in policies.adopted(session)
            if shared(one.period, new.period)
            and (one.policy.code, one.policy.version) not in gone
        ]
        found = [
            Fault(
                1, 1, "cycle_gains_credit", {"schemes": " → ".join(names), "gain": gain}
            )
            for names, gain in cycles([*beside, self.policy])
        ]
        if found:
            raise PolicyFaultsError(found)


def _take_turn(session: Session, authority: str) -> None:
    """Let one registrar of an institution publish at a time (a lock on its row)."""
    session.get(institutions.InstitutionRow, authority, with_for_update=True)


def _end(
    session: Session,
    institution: str,
    ended: InForce,
    successor: str,
    actor: Actor,
    *,
    at: datetime,
) -> None:
    session.add(
        policies.EndingRow(
            institution=institution,
            code=ended.code,
            version=ended.version,
            ends_on=ended.period.ends_on,
            successor=successor,
            by=actor.user_id or "",
            at=at,
        )
    )


def retire(
    code: str, version: str, last_day: date, *, actor: Actor, world: World
) -> None:
    """End a version for good on ``last_day``, today at the earliest.

    Claims that were submitted before keep it. The second time on the same day
    changes nothing.
    """
    at = world.clock.now()
    with transaction() as session:
        policy = policies.version(session, code, version)
        require(actor, "policies.retire", at=policy.authority)
        _take_turn(session, policy.authority)
        found = [
            one.in_force
            for one in policies.adopted(session, policy.authority)
            if one.policy.digest == policy.digest
        ]
        if not found:
            raise NotFoundError
        if found[0].period.ends_on == last_day:
            return
        ended = retired(found[0], last_day, today=today_at(world))
        _end(session, policy.authority, ended, "", actor, at=at)
        record(
            session,
            actor,
            "policies.retire",
            f"{code}/{version}",
            at=at,
            last_day=last_day.isoformat(),
        )
