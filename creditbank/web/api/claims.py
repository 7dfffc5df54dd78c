"""Claims over JSON: the learner's, and the reviewer's decisions."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from creditbank.core.claims import Claim
from creditbank.core.errors import NotFoundError
from creditbank.core.ledger import Entry
from creditbank.core.people import may
from creditbank.core.policies import Choice, Finding
from creditbank.services import claims, recognition
from creditbank.web.api.arguments import Routes
from creditbank.web.api.once import once
from creditbank.web.context import actor, world
from creditbank.web.schemas.api import (
    ClaimIn,
    ClaimOut,
    ClaimsIn,
    EntryOut,
    FindingIn,
    ListedOut,
    RecognizeIn,
    RefusalIn,
    ReverseIn,
    ReviewOut,
    RulingIn,
    StepIn,
    page_of,
)
from creditbank.web.security import action

routes = Routes("api_claims", __name__, description="What a learner asks for")


@routes.get("/claims")
@routes.arguments(ClaimsIn, location="query")
@routes.response(200, page_of(ListedOut))
@action("claims.list")
def list_(page: dict[str, Any]) -> dict[str, object]:
    """List the learner's own claims; with ``waiting``, those to review, oldest first.

    Who is no learner asks for those to review without saying so.
    """
    acting, size = actor(), page["limit"]
    is_learner = acting.learner_id is not None
    if page["waiting"] or (page["waiting"] is None and not is_learner):
        desk = claims.queue(
            limit=size, after=page["cursor"], actor=acting, world=world()
        )
        return {"items": desk.items, "next": desk.next}
    own = claims.page(limit=size, after=page["cursor"], actor=acting, world=world())
    return {"items": [{"claim": one} for one in own.items], "next": own.next}


@routes.get("/claims/<claim_id>")
@routes.response(200, ReviewOut)
@action("claims.show")
def show(claim_id: str) -> claims.Shown:
    """Show a claim with the policy's answer, to its learner or its reviewer."""
    acting = actor()
    with suppress(NotFoundError):
        return claims.show(claim_id, actor=acting, world=world())
    if not may(acting, "claims.review"):
        raise NotFoundError
    return claims.review(claim_id, actor=acting, world=world())


@routes.post("/claims")
@action("claims.draft")
@once
@routes.arguments(ClaimIn)
@routes.response(201, ClaimOut)
def draft(fields: dict[str, list[dict[str, str]]]) -> Claim:
    """Draft a claim on holdings for one purpose."""
    return claims.draft(
        str(fields["purpose"]),
        [str(one) for one in fields["holdings"]],
        choices=[Choice(one["item"], one["target"]) for one in fields["choices"]],
        actor=actor(),
        world=world(),
    )


@routes.post("/claims/<claim_id>/split")
@action("claims.split")
@once
@routes.response(200, ClaimOut(many=True))
def split(claim_id: str) -> list[Claim]:
    """Make of a draft one claim for each version its holdings fall under."""
    return claims.split(claim_id, actor=actor(), world=world())


@routes.post("/claims/<claim_id>/submit")
@action("claims.submit")
@once
@routes.response(200, ClaimOut)
def submit(claim_id: str) -> Claim:
    """Put a claim before the reviewers."""
    return claims.submit(claim_id, actor=actor(), world=world())


@routes.post("/claims/<claim_id>/withdraw")
@action("claims.withdraw")
@once
@routes.response(200, ClaimOut)
def withdraw(claim_id: str) -> Claim:
    """Take a claim back."""
    return claims.withdraw(claim_id, actor=actor(), world=world())


@routes.post("/claims/<claim_id>/return")
@action("claims.return")
@once
@routes.arguments(RefusalIn)
@routes.response(200, ClaimOut)
def return_(fields: dict[str, str], claim_id: str) -> Claim:
    """Send a claim back to the learner."""
    return claims.return_(
        claim_id, fields["reason"], fields["note"], actor=actor(), world=world()
    )


@routes.post("/claims/<claim_id>/decline")
@action("claims.decline")
@once
@routes.arguments(RefusalIn)
@routes.response(200, ClaimOut)
def decline(fields: dict[str, str], claim_id: str) -> Claim:
    """Decline a claim for a reason."""
    return claims.decline(
        claim_id, fields["reason"], fields["note"], actor=actor(), world=world()
    )


@routes.post("/claims/<claim_id>/findings")
@action("claims.find")
@once
@routes.arguments(FindingIn)
@routes.response(200, ClaimOut)
def find(fields: dict[str, str], claim_id: str) -> Claim:
    """Give a finding the policy asks for."""
    finding = Finding(fields["name"], fields["value"], fields["item"], fields["target"])
    return claims.find(claim_id, finding, actor=actor(), world=world())


@routes.post("/claims/<claim_id>/steps")
@action("claims.agree")
@once
@routes.arguments(StepIn)
@routes.response(200, ClaimOut)
def agree(fields: dict[str, str], claim_id: str) -> Claim:
    """Agree or refuse as someone the policy names."""
    return claims.agree(
        claim_id, fields["step"], fields["verdict"], actor=actor(), world=world()
    )


@routes.post("/claims/<claim_id>/rulings")
@action("claims.rule")
@once
@routes.arguments(RulingIn)
@routes.response(200, ClaimOut)
def rule(fields: dict[str, str], claim_id: str) -> Claim:
    """Rule on an objection to the claim's public notice."""
    return claims.rule(
        claim_id,
        int(fields["objection"]),
        fields["ruling"],
        fields["note"],
        actor=actor(),
        world=world(),
    )


@routes.post("/claims/<claim_id>/recognize")
@action("recognition.recognize")
@once
@routes.arguments(RecognizeIn)
@routes.response(201, EntryOut)
def recognize(fields: dict[str, str], claim_id: str) -> Entry:
    """Recognize the certain lines of the answer whose digest is named."""
    return recognition.recognize(
        claim_id, fields["answer_digest"], actor=actor(), world=world()
    )


@routes.post("/entries/<entry_id>/reverse")
@action("recognition.reverse")
@once
@routes.arguments(ReverseIn)
@routes.response(201, EntryOut)
def reverse(fields: dict[str, list[int]], entry_id: str) -> Entry:
    """Undo lines of an entry, whole."""
    return recognition.reverse(
        entry_id, fields["lines"], str(fields["note"]), actor=actor(), world=world()
    )
