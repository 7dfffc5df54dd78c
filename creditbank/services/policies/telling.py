"""Conditions, amounts and names of one policy, in the words of one language."""

from __future__ import annotations

from collections.abc import Sequence

from creditbank.core.policies import Policy
from creditbank.core.policies.comparing import expected_of
from creditbank.core.policies.conditions import (
    ALWAYS,
    AllOf,
    AnyOf,
    Condition,
    Conditions,
    Held,
    Relation,
)
from creditbank.core.policies.values import Piecewise
from creditbank.language import Locale, say
from creditbank.language.explaining import WORDS
from creditbank.language.formulas import formula_text
from creditbank.language.reasons import field_name, requirement


class Telling:
    """One policy in one language."""

    def __init__(self, policy: Policy, locale: Locale) -> None:
        self.policy = policy
        self.locale: Locale = locale

    def say(self, code: str, **facts: str) -> str:
        return say(WORDS, code, facts, self.locale)

    def all(self, when: Conditions) -> list[str]:
        """Say each condition of a list by itself."""
        parts = when.parts if isinstance(when, AllOf) else (when,)
        return [self.condition(part) for part in parts]

    def joined(self, when: Conditions) -> str:
        return self.say("and").join(self.all(when))

    def condition(self, when: Conditions) -> str:
        if isinstance(when, Condition):
            return self._plain(when)
        if isinstance(when, AllOf):
            return self.joined(when)
        if isinstance(when, AnyOf):
            either = self.say("or").join(f"({self.joined(p)})" for p in when.parts)
            return self.say("any_of", what=either)
        if isinstance(when, Held):
            code = f"{when.place}_{'held' if when.is_wanted else 'missing'}"
            return self.say(code, what=self.joined(when.like))
        parts = when.part.parts if isinstance(when.part, AnyOf) else (when.part,)
        none = self.say("or").join(f"({self.joined(part)})" for part in parts)
        return self.say("none_of", what=none)

    def _plain(self, when: Condition) -> str:
        if when.relation is Relation.IN_TABLE:
            row = self.name(when.words[0])
            needed = self.say("listed", table=when.ladder, row=row)
        else:
            wanted = f"{when.relation.value} {expected_of(when, {})}"
            names = self.policy.names
            needed = requirement(when.field, wanted, self.locale, names)
        return self.say("condition", field=self.name(when.field), requirement=needed)

    def name(self, name: str) -> str:
        return field_name(name, self.locale, self.policy.names)

    def names(self, names: Sequence[str]) -> str:
        return "、".join(self.name(name) for name in names)

    def formula(self, text: str) -> str:
        return formula_text(text, self.locale, self.policy.names)

    def amount(self, amount: Piecewise, code: str, **facts: str) -> list[str]:
        """Say an amount, or the cases it depends on one by one."""
        if len(amount.pieces) == 1 and amount.pieces[0].when == ALWAYS:
            return [self.say(code, credits=self.formula(amount.text), **facts)]
        said = [self.say(f"{code}_by_cases", **facts)]
        for piece in amount.pieces:
            worth = self.formula(piece.amount.text)
            when = self.joined(piece.when)
            told = {"when": when, "amount": worth} if when else {"amount": worth}
            said.append(self.say("piece" if when else "piece_other", **told))
        return said
