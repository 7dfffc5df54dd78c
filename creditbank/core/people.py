"""Roles, the actor of one action, and the one place where rights are decided."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from creditbank.core.errors import DomainError, ForbiddenError, SignInNeededError
from creditbank.core.values import LearnerId, UserId


class Role(StrEnum):
    """The roles of contract.md section 2; a person may hold several."""

    LEARNER = "learner"
    REVIEWER = "reviewer"
    REGISTRAR = "registrar"
    OFFICER = "officer"
    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    STRANGER = "stranger"


@dataclass(frozen=True)
class Membership:
    """A role at a place: an institution, an awarding body, a province."""

    role: Role
    place: str


@dataclass(frozen=True)
class Actor:
    """A user during one action, with the memberships that live at this moment.

    ``scopes`` is None for a signed-in person and the actions a bearer token was
    limited to otherwise. ``shares`` names the shares whose links were opened here:
    what they show is looked up live.
    """

    user_id: UserId | None = None
    learner_id: LearnerId | None = None
    memberships: frozenset[Membership] = frozenset()
    scopes: frozenset[str] | None = None
    shares: frozenset[str] = frozenset()

    def roles(self) -> frozenset[Role]:
        held = {membership.role for membership in self.memberships}
        if self.learner_id is not None:
            held.add(Role.LEARNER)
        return frozenset(held | {Role.STRANGER})

    def places(self, role: Role) -> frozenset[str]:
        """Name the places where the actor holds ``role``."""
        return frozenset(m.place for m in self.memberships if m.role is role)

    def without_scopes(self) -> Actor:
        """Give the same person without the limits of a token, once an action passed."""
        return replace(self, scopes=None)

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None


STRANGER = Actor()

_ANYONE = frozenset({Role.STRANGER})
_USER = frozenset[Role]()  # anyone who is signed in
_LEARNER = frozenset({Role.LEARNER})
_REVIEWER = frozenset({Role.REVIEWER})
_REGISTRAR = frozenset({Role.REGISTRAR})
_LEARNER_OR_REVIEWER = _LEARNER | _REVIEWER

# action -> who may. A role that belongs to a place is checked against the object's
# place by `may`; a learner's own objects are scoped by the query itself.
ACTIONS: dict[str, frozenset[Role]] = {
    # people
    "people.sign_up": _ANYONE,
    "people.confirm": _ANYONE,
    "people.sign_in": _ANYONE,
    "people.ask_reset": _ANYONE,
    "people.reset": _ANYONE,
    "people.sign_out": _USER,
    "people.profile": _USER,
    "people.sessions": _USER,
    "people.end_session": _USER,
    "people.tokens": _USER,
    "people.create_token": _USER,
    "people.revoke_token": _USER,
    "people.set_language": _ANYONE,
    # the ways in
    "home.show": _ANYONE,
    "home.health": _ANYONE,
    "home.metrics": _ANYONE,
    "home.static": _ANYONE,
    # catalog, institutions, policies: public reading
    "catalog.search": _ANYONE,
    "catalog.show": _ANYONE,
    "institutions.list": _ANYONE,
    "institutions.show": _ANYONE,
    "institutions.course": _ANYONE,
    "institutions.load": frozenset({Role.OPERATOR}),
    "institutions.export": frozenset({Role.OPERATOR}),
    "policies.list": _ANYONE,
    "policies.show": _ANYONE,
    "policies.evaluate": _ANYONE,
    "policies.compare": _ANYONE,
    "policies.schema": _ANYONE,
    # a registrar's work, each on files of their own institution
    "policies.desk": _REGISTRAR,
    "policies.draft": _REGISTRAR,
    "policies.check": _REGISTRAR,
    "policies.discard": _REGISTRAR,
    "policies.preview": _REGISTRAR,
    "policies.publish": _REGISTRAR,
    "policies.retire": _REGISTRAR,
    # a learner's holdings and claims
    "holdings.list": _LEARNER,
    "holdings.show": _LEARNER,
    "holdings.register": _LEARNER,
    "holdings.compare": _LEARNER,
    "holdings.attach": _LEARNER,
    "holdings.evidence": _LEARNER_OR_REVIEWER | {Role.OFFICER},
    "claims.list": _LEARNER_OR_REVIEWER,
    "claims.show": _LEARNER_OR_REVIEWER,
    "claims.draft": _LEARNER,
    "claims.amend": _LEARNER,
    "claims.split": _LEARNER,
    "claims.submit": _LEARNER,
    "claims.withdraw": _LEARNER,
    # the review
    "claims.queue": _REVIEWER | {Role.OFFICER},
    "claims.review": _REVIEWER | {Role.OFFICER, Role.REGISTRAR},
    "claims.return": _REVIEWER,
    "claims.decline": _REVIEWER,
    "claims.find": _REVIEWER | {Role.OFFICER, Role.REGISTRAR},
    "claims.agree": _REVIEWER | {Role.OFFICER, Role.REGISTRAR},
    "claims.rule": _REVIEWER | {Role.OFFICER, Role.REGISTRAR},
    # public notices: anyone reads them; who objects is signed in, so confirmed
    "notices.list": _ANYONE,
    "notices.show": _ANYONE,
    "notices.object": _USER,
    "recognition.recognize": _REVIEWER,
    "recognition.reverse": _REVIEWER,
    # certificates withdrawn by their awarding body (law 12)
    "withdrawals.find": frozenset({Role.OFFICER}),
    "withdrawals.withdraw": frozenset({Role.OFFICER}),
    "withdrawals.show": _REVIEWER,
    "withdrawals.evidence": _REVIEWER,
    "withdrawals.uphold": _REVIEWER,
    "withdrawals.overturn": _REVIEWER,
    # ledger and transcripts
    "ledger.account": _LEARNER,
    "ledger.entries": _LEARNER,
    "transcripts.list": _LEARNER,
    "transcripts.issue": _LEARNER,
    "transcripts.show": _LEARNER,
    "transcripts.download": _LEARNER,
    "transcripts.bundle": _LEARNER,
    "transcripts.pdf": _LEARNER,
    "transcripts.summary": _LEARNER,
    "transcripts.reprint": _LEARNER,
    "transcripts.credential": _ANYONE,  # its query is scoped: law 17
    "transcripts.life": _REVIEWER | {Role.OPERATOR, Role.SUPERVISOR},
    "transcripts.suspend": _REVIEWER | {Role.OPERATOR},
    "transcripts.reinstate": _REVIEWER | {Role.OPERATOR},
    "transcripts.revoke": _REVIEWER | {Role.OPERATOR},
    "transcripts.status_list": _ANYONE,
    "transcripts.did": _ANYONE,
    "keys.list": frozenset({Role.OPERATOR}),
    "keys.create": frozenset({Role.OPERATOR}),
    "keys.rotate": frozenset({Role.OPERATOR}),
    "keys.revoke": frozenset({Role.OPERATOR}),
    "receipts.show": _ANYONE,  # its query is scoped: law 17
    "jobs.list": frozenset({Role.OPERATOR}),
    "jobs.restart": frozenset({Role.OPERATOR}),
    # shares: the learner's own, and whoever holds a link
    "shares.list": _LEARNER,
    "shares.show": _LEARNER,
    "shares.create": _LEARNER,
    "shares.withdraw": _LEARNER,
    "shares.open": _ANYONE,
    "shares.download": _ANYONE,
    "log.checkpoint": _ANYONE,
    "log.tile": _ANYONE,
    "verification.verify": _ANYONE,
    "verification.show": _ANYONE,
    "verification.offline": _ANYONE,
    "verification.attest": _ANYONE,
    "verification.batch": _USER,
}


def may(actor: Actor, action: str, *, at: str | None = None) -> bool:
    """Tell whether ``actor`` may do ``action`` on an object that belongs to ``at``.

    ``at`` is the institution or awarding body the object belongs to; None where the
    action has no place, or before the object is known.
    """
    allowed = ACTIONS[action]
    if actor.scopes is not None and action not in actor.scopes:
        return False
    if Role.STRANGER in allowed:
        return True
    if not actor.is_signed_in:
        return False
    if not allowed:
        return True
    if Role.LEARNER in allowed and actor.learner_id is not None and at is None:
        return True
    return any(
        membership.role in allowed and (at is None or membership.place == at)
        for membership in actor.memberships
    )


def require(actor: Actor, action: str, *, at: str | None = None) -> None:
    """Refuse what `may` does not allow: first sign-in, then rights."""
    if may(actor, action, at=at):
        return
    if not actor.is_signed_in:
        raise SignInNeededError
    raise ForbiddenError(action=action)


class OwnLearningError(DomainError):
    """Nobody decides on what is their own: another reviewer has to (four eyes)."""

    code = "own_learning"


def refuse_own(actor: Actor, learner_id: str) -> None:
    """Refuse whoever would decide on their own learning: four eyes see it."""
    if actor.learner_id == learner_id:
        raise OwnLearningError


@dataclass(frozen=True)
class Learner:
    """The person whose learning it is; ``number`` is how the bank calls them."""

    id: LearnerId
    user_id: UserId
    number: str
    name: str


_CITIZEN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CITIZEN_CHECKS = "10X98765432"


def is_citizen_id(text: str) -> bool:
    """Tell whether 18 characters carry the right check character (GB 11643)."""
    if len(text) != 18 or not (text[:17].isascii() and text[:17].isdigit()):
        return False
    total = sum(int(c) * w for c, w in zip(text[:17], _CITIZEN_WEIGHTS, strict=True))
    return _CITIZEN_CHECKS[total % 11] == text[17].upper()


def masked(text: str) -> str:
    """Show the first three and last two characters of personal data."""
    return (
        text[:3] + "*" * max(len(text) - 5, 3) + text[-2:] if len(text) > 5 else "***"
    )
