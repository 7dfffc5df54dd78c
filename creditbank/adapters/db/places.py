"""The names of the places that purposes are about."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from creditbank.adapters.db.institutions import InstitutionRow, ProgrammeRow
from creditbank.core.claims import Purpose
from creditbank.language.places import PlaceName


def named(session: Session, purposes: Iterable[str]) -> dict[str, PlaceName | None]:
    """Name the programme each purpose is about: None for a deposit.

    What is not known, an older address for one, is named by its codes.
    """
    asked = {text: Purpose.of(text) for text in purposes}
    wanted = {(one.institution, one.programme) for one in asked.values()}
    found = {
        (school.code, programme.code): PlaceName(
            school.name_zh, school.name_en, programme.name_zh, programme.name_en
        )
        for school, programme in session.execute(
            select(InstitutionRow, ProgrammeRow)
            .join(ProgrammeRow, ProgrammeRow.institution == InstitutionRow.code)
            .where(tuple_(ProgrammeRow.institution, ProgrammeRow.code).in_(wanted))
        )
    }
    return {
        text: None if one.is_deposit else found.get(key) or PlaceName.of_codes(*key)
        for text, one in asked.items()
        for key in [(one.institution, one.programme)]
    }
