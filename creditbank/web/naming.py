"""Names for the codes that pages would otherwise show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from creditbank.core.catalog import Outcome
from creditbank.core.earning import Earning
from creditbank.core.holdings import Holding
from creditbank.core.institutions import Course
from creditbank.language import Locale
from creditbank.language.places import PlaceName
from creditbank.services import catalog, institutions
from creditbank.web.context import actor, world


@dataclass(frozen=True)
class CatalogNames:
    """What the catalog calls the courses and the outcomes of one page."""

    courses: Mapping[str, Course] = field(default_factory=dict)  # of one institution
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)  # by holding

    def of_field(self, name: str, locale: Locale) -> dict[str, str]:
        """Give the words for the codes that a fact of a case may be."""
        match name:
            case "item.outcome":
                said = {one.code: one for one in self.outcomes.values()}
                return {
                    code: _coded(_name(one, locale), code, locale)
                    for code, one in said.items()
                }
            case "target.code":
                return {
                    code: f"{code} {_name(one, locale)}"
                    for code, one in self.courses.items()
                }
            case _:
                return {}


def _coded(name: str, code: str, locale: Locale) -> str:
    return f"{name}（{code}）" if locale == "zh" else f"{name} ({code})"


def _name(one: Course | Outcome, locale: Locale) -> str:
    return (one.name_en or one.name_zh) if locale == "en" else one.name_zh


def names_of(
    held: Iterable[Holding], institution: str = "", targets: Iterable[str | None] = ()
) -> CatalogNames:
    """Name what a page shows: holdings, and courses of the institution."""
    mine = list(held)
    keys = {(one.outcome, one.outcome_version) for one in mine}
    known = catalog.named(keys, actor=actor(), world=world())
    codes = {one for one in targets if one}
    return CatalogNames(
        institutions.courses(institution, codes, actor=actor(), world=world())
        if codes
        else {},
        {one.id: known[one.outcome, one.outcome_version] for one in mine},
    )


def earning_names(found: Sequence[Earning], outcome: Outcome) -> list[CatalogNames]:
    """Name what each place's answer speaks of: the outcome, and the place's courses."""
    return [CatalogNames(one.place.courses, {"": outcome}) for one in found]


def place_names(purposes: Iterable[object]) -> Mapping[str, PlaceName | None]:
    """Name the places that a page's purposes are about."""
    texts = {str(one) for one in purposes}
    return institutions.place_names(texts, actor=actor(), world=world())
