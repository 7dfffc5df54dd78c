"""A registrar's desk: drafts with every fault beside its line, and what waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from creditbank.adapters.db import drafts, institutions, policies
from creditbank.adapters.db.audit import record
from creditbank.adapters.db.base import reading, transaction
from creditbank.adapters.db.drafts import DraftRow
from creditbank.adapters.db.policies import Adopted
from creditbank.adapters.policy_files import BYTES_MAX
from creditbank.core.errors import BadValueError, DraftChangedError
from creditbank.core.institutions import Institution
from creditbank.core.people import Actor, Role, require
from creditbank.core.policies import Policy
from creditbank.core.policies.nodes import Fault
from creditbank.core.ports import World
from creditbank.core.values import BANK, Digest, sha256
from creditbank.services.policies.checking import check_file, known_codes
from creditbank.services.policies.reading import today_at

SOON = timedelta(days=90)  # long enough for a committee to meet on a successor
NAME_CHARACTERS_MAX = 120
LINES_SHOWN_MAX = 3_000


@dataclass(frozen=True)
class NumberedLine:
    """One line of a file, with what is wrong on it."""

    number: int
    text: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Draft:
    """A draft, and what the check says of it: its policy, its faults, its notes."""

    id: str
    institution: str
    name: str
    at: datetime
    content: bytes
    policy: Policy | None
    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...] = ()

    @property
    def is_good(self) -> bool:
        return self.policy is not None and not self.faults

    @property
    def digest(self) -> Digest:
        return sha256(self.content)

    def seen(self, digest: str) -> bytes:
        """Give the file to who looked at exactly this one; else it has changed."""
        if digest != self.digest:
            raise DraftChangedError(name=self.name)
        return self.content

    @property
    def lines(self) -> tuple[NumberedLine, ...]:
        """Show the file with each fault beside its line; past a bound, only those."""
        found = defaultdict(list)
        for fault in self.faults:
            found[fault.line].append(fault)
        texts = self.content.decode("utf-8", "replace").splitlines() or [""]
        return tuple(
            NumberedLine(number, text, tuple(found.get(number, ())))
            for number, text in enumerate(texts, start=1)
            if number <= LINES_SHOWN_MAX or number in found
        )


@dataclass(frozen=True)
class Desk:
    """What waits for the registrar of some institutions."""

    institutions: tuple[Institution, ...]
    drafts: tuple[Draft, ...]
    in_force: tuple[Adopted, ...]
    ending: tuple[Adopted, ...]  # soon, and nothing follows
    bare: tuple[str, ...]  # places no policy answers for today


def draft(
    institution: str, name: str, content: bytes, *, actor: Actor, world: World
) -> str:
    """Keep a file as a draft; one of the same name is replaced. Gives its id.

    A draft may have any fault: the check lists them, and only publishing refuses.
    """
    require(actor, "policies.draft", at=institution)
    name = name.strip()[:NAME_CHARACTERS_MAX] or "policy.yaml"
    if not content or len(content) > BYTES_MAX:
        raise BadValueError("file", f"0 < {len(content)} <= {BYTES_MAX}")
    at = world.clock.now()
    with transaction() as session:
        institutions.institution(session, institution)
        row = drafts.named(session, institution, name)
        if row is None:
            row = DraftRow(id=world.chance.uuid(), institution=institution, name=name)
            session.add(row)
        row.content, row.by, row.at = content, actor.user_id or "", at
        record(session, actor, "policies.draft", row.id, at=at, name=name)
        return row.id


def show_draft(draft_id: str, *, actor: Actor, world: World) -> Draft:
    """Check a draft: the policy it would be, or all of its faults."""
    del world
    require(actor, "policies.check")
    with reading() as session:
        row = drafts.draft(session, draft_id, actor.places(Role.REGISTRAR))
        return _checked(session, row)


def discard(draft_id: str, *, actor: Actor, world: World) -> None:
    """Throw a draft away; what was published of it stands."""
    require(actor, "policies.discard")
    at = world.clock.now()
    with transaction() as session:
        row = drafts.draft(session, draft_id, actor.places(Role.REGISTRAR))
        session.delete(row)
        record(session, actor, "policies.discard", draft_id, at=at, name=row.name)


def desk(*, actor: Actor, world: World) -> Desk:
    """Show what waits: drafts, versions that end soon, and places without a policy."""
    require(actor, "policies.desk")
    places = actor.places(Role.REGISTRAR)
    today = today_at(world)
    with reading() as session:
        known = [
            one for one in institutions.institutions(session) if one.code in places
        ]
        standing = [
            one
            for place in sorted(places)
            for one in policies.adopted(session, place)
            if one.period.ends_on is None or one.period.ends_on >= today
        ]
        programmes = {
            one.code: [p.code for p in institutions.programmes(session, one.code)]
            for one in known
        }
        return Desk(
            tuple(known),
            tuple(_checked(session, row) for row in drafts.drafts(session, places)),
            tuple(standing),
            tuple(one for one in standing if _ends_alone(one, today)),
            _bare(programmes, standing, today),
        )


def _checked(session: Session, row: DraftRow) -> Draft:
    found = check_file(row.content, known_codes(session, row.institution))
    return Draft(
        row.id,
        row.institution,
        row.name,
        row.at,
        row.content,
        found.policy,
        found.faults,
        found.notes,
    )


def _ends_alone(one: Adopted, today: date) -> bool:
    ends = one.period.ends_on
    return ends is not None and ends <= today + SOON and not one.successor


def _bare(
    programmes: Mapping[str, Sequence[str]], standing: Sequence[Adopted], today: date
) -> tuple[str, ...]:
    """Name the programmes, and the bank's deposit, that nothing answers for today."""
    bare = []
    for institution, codes in programmes.items():
        now = [
            one.in_force
            for one in standing
            if one.institution == institution and today in one.period
        ]
        if institution == BANK and not any(one.purpose == "deposit" for one in now):
            bare.append("deposit")
        bare += [
            f"convert:{institution}/{code}"
            for code in codes
            if not any(one.purpose == "convert" and one.serves(code) for one in now)
        ]
    return tuple(bare)
