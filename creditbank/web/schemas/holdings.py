"""Holdings from outside: a form's or a JSON body's fields become Facts."""

from __future__ import annotations

from collections.abc import Mapping

from creditbank.core.values import day_of
from creditbank.services.holdings import FACTS, Facts


def facts_of(fields: Mapping[str, str | bool]) -> Facts:
    """Read the facts of a holding; raises BadValueError naming the field."""

    def text(name: str) -> str:
        return str(fields.get(name) or "").strip()

    expires = text("expires_on")
    return Facts(
        outcome=text("outcome"),
        number=text("number"),
        issued_on=day_of(text("issued_on"), "issued_on"),
        holder_name=text("holder_name"),
        level=text("level"),
        score=text("score"),
        expires_on=day_of(expires, "expires_on") if expires else None,
        more={name: text(name) for name in FACTS},
        is_unscored=bool(fields.get("is_unscored")),
    )
