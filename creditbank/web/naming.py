"""Names for the codes that pages would otherwise show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from creditbank.language.places import PlaceName
from creditbank.services import institutions
from creditbank.web.context import actor, world


def place_names(purposes: Iterable[object]) -> Mapping[str, PlaceName | None]:
    """Name the places that a page's purposes are about."""
    texts = {str(one) for one in purposes}
    return institutions.place_names(texts, actor=actor(), world=world())
