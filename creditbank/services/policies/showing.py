"""The shown form of an ANSWER: sentences beside codes, and the nearest change (law 10).

It is made when it is asked for and kept nowhere: what is stored holds neither.
"""

from __future__ import annotations

from collections.abc import Sequence

from creditbank.core.canonical import JSON
from creditbank.core.policies import Answer, Case, Item, Policy, Reason
from creditbank.core.policies.nearest import Nearest, nearest
from creditbank.core.policies.versions import applying
from creditbank.language import LOCALES
from creditbank.language.nearest import nearest_text
from creditbank.language.reasons import Names, reason_text


def shown_form(
    answer: Answer, versions: Sequence[Policy], case: Case, *, only: str = ""
) -> dict[str, JSON]:
    """Add the sentences to every reason, and to a refused line its nearest change.

    ``versions`` and ``only`` as the answer was asked of them.
    """
    near = _nearest(answer, versions, case, only)
    names = {name: said for one in versions for name, said in one.names.items()}
    shown = answer.json()
    shown["lines"] = [
        {
            **line.json(),
            "reasons": [_told(reason, names) for reason in line.reasons],
            **({"nearest": _near(near[number], names)} if number in near else {}),
        }
        for number, line in enumerate(answer.lines)
    ]
    return shown


def _told(reason: Reason, names: Names) -> dict[str, JSON]:
    spoken = (reason.code, reason.rule, reason.clause, reason.facts)
    told = reason.json()
    told.update({locale: reason_text(*spoken, locale, names) for locale in LOCALES})
    return told


def _near(near: Nearest, names: Names) -> dict[str, JSON]:
    said: dict[str, JSON] = {
        locale: nearest_text(near.facts, locale, is_list=near.is_list, names=names)
        for locale in LOCALES
    }
    return {**near.facts, **said}


def _nearest(
    answer: Answer, versions: Sequence[Policy], case: Case, only: str
) -> dict[int, Nearest]:
    """Find for each refused line the change, by the version that governs it."""
    found: dict[int, Nearest] = {}
    items = {item.id: item for item in case.portfolio}
    for one in versions:
        if only not in ("", one.version):
            continue

        def governs(asked: Case, item: Item, one: Policy = one) -> bool:
            return applying(versions, asked, item).policy is one

        near = nearest(one, case, answer, governs)
        found |= {
            number: change
            for number, change in near.items()
            if governs(case, items[answer.lines[number].items[0]])
        }
    return found
