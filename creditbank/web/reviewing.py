"""The page a claim is decided on; every refused decision comes back to it."""

from __future__ import annotations

from flask import render_template

from creditbank.core.claims import Refusal
from creditbank.core.errors import DomainError
from creditbank.services import claims
from creditbank.web.context import actor, world
from creditbank.web.naming import CatalogNames, names_of, place_names
from creditbank.web.problems import STATUS, sentence


def claim_names(shown: claims.Shown) -> CatalogNames:
    """Name the holdings of a claim, and the courses it is answered for."""
    lines = [*(shown.answer.lines if shown.answer else ())]
    posted = [*(shown.entry.lines if shown.entry else ())]
    targets = [one.target for one in lines] + [one.target for one in posted]
    return names_of(shown.holdings, shown.institution.code, targets)


def review_page(claim_id: str, problem: str = "") -> str:
    """Show a claim with its evidence and the answer as it is now."""
    shown = claims.review(claim_id, actor=actor(), world=world())
    return render_template(
        "claims/review.html",
        shown=shown,
        places=place_names([shown.claim.purpose]),
        names=claim_names(shown),
        problem=problem,
        refusals=list(Refusal),
        is_own=shown.claim.learner_id == actor().learner_id,
    )


def refused(claim_id: str, error: DomainError) -> tuple[str, int]:
    """Go back to the claim, and say why nothing was decided."""
    return review_page(claim_id, sentence(error)), STATUS[error.code]
