"""The reasons of an ANSWER, in sentences a lay reader understands.

One table of sentences by reason code, one of field names, one of relations; used by
pages, command line, API and transcripts alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from creditbank.language import Locale, say
from creditbank.language.explaining import WORDS
from creditbank.language.facts import (
    DATE_RELATIONS,
    DECISIONS,
    EFFECTS,
    FIELDS,
    RELATIONS,
    VALUES,
    Names,
    field_name,
)
from creditbank.language.formulas import formula_text
from creditbank.language.places import codes_text
from creditbank.language.reason_sentences import REASONS

__all__ = [
    "DECISIONS",
    "EFFECTS",
    "FIELDS",
    "REASONS",
    "Names",
    "field_name",
    "reason_text",
    "requirement",
    "value_text",
]

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER = re.compile(r"[\d.]+")
_REMADE = re.compile(r"(.+) = (\S+)")  # a formula, and what it comes to here
_BOUNDS = frozenset({"min", "max", "above", "below"})
_PLACES = frozenset({"portfolio", "prior"})  # where other things are looked for


def reason_text(
    code: str,
    rule: str,
    clause: str,
    facts: Mapping[str, str],
    locale: Locale,
    names: Names | None = None,
) -> str:
    """Say one reason; unknown codes are a KeyError, which a test keeps away.

    ``names`` are the policy's own words for the facts it declares, makes or asks for.
    """
    return _Saying(locale, names or {}).reason(code, rule, clause, facts)


def requirement(
    name: str, expected: str, locale: Locale, names: Names | None = None
) -> str:
    """Say what a fact should be: ``min 425`` as "at least 425"."""
    return _Saying(locale, names or {}).requirement(name, expected)


def value_text(name: str, text: str, locale: Locale) -> str:
    """Say a fact: a code of ours in words, anything else as it stands."""
    table = VALUES["finding"] if name.startswith("finding.") else VALUES.get(name, {})
    words = table.get(text)
    return words[locale] if words else text


@dataclass(frozen=True)
class _Saying:
    """One language, and the words of one policy."""

    locale: Locale
    names: Names

    def reason(
        self, code: str, rule: str, clause: str, facts: Mapping[str, str]
    ) -> str:
        spoken = {"rule": rule, "clause": clause, **facts}
        if code in {"rule_applies", "gate_passed", "credits_reckoned"}:
            read = {k: v for k, v in facts.items() if k not in {"formula", "credits"}}
            spoken["inputs"] = self._inputs(read)
        name = facts.get("field", "")
        if name:
            spoken["field"] = self._fields(name)
        if "unknown" in facts:
            spoken["unknown"] = self._fields(facts["unknown"])
        if "found" in facts:
            spoken["found"] = self._found(name, facts["found"])
        if code == "reading":
            spoken["reading"] = self._reading(facts["reading"])
            spoken["decision"] = DECISIONS[facts["decision"]][self.locale]
            spoken["grades"] = _grades(facts.get("grade", ""), self.locale)
        if "formula" in facts:
            spoken["formula"] = self._formula(facts["formula"])
        if code == "purpose_not_served":
            told = {k: codes_text(text, self.locale) for k, text in facts.items()}
            spoken |= told
        if "expected" in facts:
            spoken["requirement"] = self.requirement(name, facts["expected"])
        return say(REASONS, self._told(code, facts), spoken, self.locale)

    def _found(self, name: str, found: str) -> str:
        """Say what there is, in a table by its several keys."""
        nothing = WORDS["nothing"][self.locale]
        parts = found.split(" / ")
        return " / ".join(
            value_text(name, one, self.locale) or nothing for one in parts
        )

    def _told(self, code: str, facts: Mapping[str, str]) -> str:
        """Choose the sentence: of other things, and of what is not there, another."""
        if facts.get("field", "") in _PLACES and f"{code}_around" in REASONS:
            return f"{code}_around"
        if not facts.get("found", " ") and f"{code}_empty" in REASONS:
            has_word = value_text(facts.get("field", ""), "", self.locale)
            return code if has_word else f"{code}_empty"
        if code == "credits_reckoned" and _NUMBER.fullmatch(facts["formula"]):
            return "credits_by_case"
        return "no_case" if facts.get("table") == "cases" else code

    def requirement(self, name: str, expected: str) -> str:
        relation, _, operand = expected.partition(" ")
        if name in _PLACES:
            return self._around(name, expected)
        if relation == "none_of":
            inner = self.requirement(name, operand)
            return say(RELATIONS, relation, {"operand": inner}, self.locale)
        table = RELATIONS
        if _is_date(name, operand):
            table = {**RELATIONS, **DATE_RELATIONS}
        if relation in _BOUNDS:
            said = self._bound(operand)
        else:
            parts = [value_text(name, one, self.locale) for one in operand.split("、")]
            said = self._fields("、".join(parts))
        told = relation
        if relation == "in_table" and said != operand:
            told = "in_table_of"  # the row that decides is not known
        elif relation == "in_table" and not said:
            told = "in_table_nothing"
        return say(table, told, {"operand": said}, self.locale)

    def _around(self, place: str, expected: str) -> str:
        """Say what another holding, or a line posted earlier, should be like."""
        relation, _, like = expected.partition(" ")
        if relation == "none_of":
            relation, _, like = like.partition(" ")
            relation = "lacks" if relation == "holds" else "holds"
        code = f"{place}_{'held' if relation == 'holds' else 'missing'}"
        both = WORDS["and"][self.locale]
        what = both.join(self._of_another(part) for part in like.split(" ; "))
        return say(WORDS, code, {"what": what}, self.locale)

    def _of_another(self, described: str) -> str:
        code, _, either = described.partition(" ")
        if code in {"any_of", "none_of"}:
            both = WORDS["and"][self.locale]
            parts = (
                both.join(self._of_another(part) for part in one.split(" & "))
                for one in either.split(" | ")
            )
            what = WORDS["or"][self.locale].join(f"({one})" for one in parts)
            return say(WORDS, code, {"what": what}, self.locale)
        field, _, expected = described.partition(" ")
        between = "" if self.locale == "zh" else ": "
        return self.name(field) + between + self.requirement(field, expected)

    def name(self, name: str) -> str:
        return field_name(name, self.locale, self.names)

    def _fields(self, names: str) -> str:
        """Put words for every field name in a list; other words stay as they are."""
        return "、".join(
            self.name(name) if "." in name or name in FIELDS else name
            for name in names.split("、")
        )

    def _bound(self, operand: str) -> str:
        """Say a bound; one that is worked out by its value, the formula beside it."""
        remade = _REMADE.fullmatch(operand)
        if remade is None:
            return self._formula(operand)
        formula, value = remade.groups()
        what = {"value": value, "formula": self._formula(formula)}
        return say(RELATIONS, "worked_out", what, self.locale)

    def _formula(self, text: str) -> str:
        return formula_text(text, self.locale, self.names)

    def _reading(self, assumed: str) -> str:
        parts = (one.partition("=") for one in assumed.split("、"))
        return self._said([(f"finding.{name}", value) for name, _, value in parts])

    def _inputs(self, facts: Mapping[str, str]) -> str:
        plain = [(k, v) for k, v in sorted(facts.items()) if k not in _PLACES]
        said = [self._said(plain)] if plain else []
        for place in sorted(facts.keys() & _PLACES):
            said += [self._around(place, one) for one in facts[place].split("\n")]
        if not said:
            return ""
        if self.locale == "zh":
            return "：" + "，".join(said)
        return ": " + ", ".join(said)

    def _said(self, facts: Sequence[tuple[str, str]]) -> str:
        parts = [
            (self.name(name), value_text(name, text, self.locale))
            for name, text in facts
        ]
        nothing = WORDS["nothing"][self.locale]
        if self.locale == "zh":
            return "，".join(f"{name}为{text or nothing}" for name, text in parts)
        return ", ".join(f"{name} is {text or nothing}" for name, text in parts)


def _is_date(name: str, operand: str) -> bool:
    value = operand.rpartition(" = ")[2]
    return name.endswith("_on") or name == "as_of" or bool(_DATE.fullmatch(value))


def _grades(grade: str, locale: Locale) -> str:
    if not grade:
        return ""
    return f"，成绩记为{grade}" if locale == "zh" else f", grade {grade}"
