"""A policy in prose and tables that a dean can read and sign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from creditbank.adapters.policy_files import read_policy
from creditbank.core.policies import Policy
from creditbank.core.policies.comparing import expected_of
from creditbank.core.policies.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Conditions,
    Held,
)
from creditbank.core.policies.grades import GradeRule
from creditbank.core.policies.lookups import Matching, Rows
from creditbank.core.policies.parts import Cap, Cited, Rule
from creditbank.language import Locale, say
from creditbank.language.explaining import WORDS
from creditbank.language.formulas import formula_text
from creditbank.language.reasons import EFFECTS, field_name, requirement


@dataclass(frozen=True)
class Passage:
    """One part of a policy: its name and clause, the published words, what it means."""

    name: str
    clause: str
    published: str
    says: tuple[str, ...]


@dataclass(frozen=True)
class Chapter:
    """All parts of one kind under their heading."""

    title: str
    passages: tuple[Passage, ...]


def explain(policy: Policy, locale: Locale) -> tuple[Chapter, ...]:
    """Say what every part of a policy means, in the order a reader needs it."""
    return tuple(one for one in _Explaining(policy, locale).chapters() if one.passages)


def explain_file(content: bytes, locale: Locale) -> str:
    """Write a policy file as plain text; PolicyFaultsError for an unreadable one."""
    policy = read_policy(content)
    title, summary = policy.title, policy.summary
    lines = [
        f"# {title.zh if locale == 'zh' else title.en}",
        f"{policy.code} · {policy.version}",
        "",
        (summary.zh if locale == "zh" else summary.en).strip(),
        "",
        f"{policy.source.document} {policy.source.number}".strip(),
    ]
    for chapter in explain(policy, locale):
        lines += ["", f"## {chapter.title}"]
        for one in chapter.passages:
            clause = f" ({one.clause})" if one.clause else ""
            lines += ["", f"### {one.name}{clause}"]
            lines += [f"> {one.published}"] if one.published else []
            lines += [f"- {text}" for text in one.says]
    return "\n".join(lines)


class _Explaining:
    def __init__(self, policy: Policy, locale: Locale) -> None:
        self.policy = policy
        self.locale: Locale = locale

    def say(self, code: str, **facts: str) -> str:
        return say(WORDS, code, facts, self.locale)

    def chapters(self) -> Iterator[Chapter]:
        policy = self.policy
        yield self._chapter("force", [self._force()])
        yield self._chapter(
            "gates",
            [self._passage(one.cited, self._all(one.when)) for one in policy.gates],
        )
        yield self._chapter("rules", [self._rule(one) for one in policy.rules])
        yield self._chapter(
            "groups",
            [
                self._passage(
                    one.cited,
                    [self.say("group", by=self._names(one.by))]
                    + ([self.say("nets")] if one.nets else []),
                )
                for one in policy.groups
            ],
        )
        yield self._chapter("caps", [self._cap(one) for one in policy.caps])
        yield self._chapter("minimums", list(self._minimums()))
        yield self._chapter("windows", list(self._windows()))
        yield self._chapter("findings", list(self._findings()))
        yield self._chapter("steps", list(self._steps()))
        yield self._chapter("tables", list(self._tables()))

    def _chapter(self, code: str, passages: Sequence[Passage]) -> Chapter:
        return Chapter(self.say(f"chapter_{code}"), tuple(passages))

    def _passage(self, cited: Cited, says: Sequence[str]) -> Passage:
        return Passage(cited.name, cited.clause, cited.published, tuple(says))

    def _force(self) -> Passage:
        policy = self.policy
        starts, ends = policy.effective.starts_on, policy.effective.ends_on
        says = [
            self.say(
                f"by_{policy.by.value}",
                starts=starts.isoformat() if starts else "…",
                ends=ends.isoformat() if ends else "…",
            )
        ]
        if policy.supersedes:
            says.append(self.say("supersedes", version=policy.supersedes))
        if policy.keeps_old is not None:
            kept = self._joined(policy.keeps_old)
            says.append(self.say("kept_by", who=kept))
        return Passage(policy.code, "", "", tuple(says))

    def _rule(self, rule: Rule) -> Passage:
        says = self._all(rule.when)
        for slot in rule.slots:
            says.append(self.say("slot", name=slot.name, what=self._joined(slot.when)))
        effect = EFFECTS[rule.effect.value][self.locale]
        amount = self._formula(rule.credits.text)
        says.append(self.say("gives", effect=effect, credits=amount))
        if rule.bundle:
            says.append(self.say("bundle", courses="、".join(rule.bundle)))
        for flag, code in (
            (rule.without_target, "without_target"),
            (rule.is_fallback, "fallback"),
        ):
            says += [self.say(code)] if flag else []
        if rule.alternative_to:
            says.append(self.say("alternative_to", rule=rule.alternative_to))
        if rule.consumes is not None:
            says.append(self.say("consumes", credits=self._formula(rule.consumes.text)))
        if rule.grade is not None:
            says += self._grade(rule.grade)
        return self._passage(rule.cited, says)

    def _grade(self, grade: GradeRule) -> list[str]:
        said = []
        for case in grade.cases:
            if case.word is not None:
                what = case.word
            elif case.formula is not None:
                what = self._formula(case.formula.text)
            elif case.table is not None:
                what = self.say("row_of", table=case.table.name)
            elif case.matching is not None:
                what = self._matching(case.matching)
            else:
                what = "、".join(f"{k} → {v}" for k, v in (case.values or {}).items())
            when = self._joined(case.when)
            code = "grade_when" if when else "grade"
            said.append(self.say(code, grade=what, **({"when": when} if when else {})))
        return said

    def _matching(self, matching: Matching) -> str:
        what = self.say(
            f"matched_{matching.method}",
            field=field_name(matching.field, self.locale),
            source=matching.source.name,
            target=matching.target.name,
        )
        is_plain = matching.method != "midpoint"
        return what if is_plain else what + self.say(f"ties_{matching.ties or 'open'}")

    def _cap(self, cap: Cap) -> Passage:
        over = {(): "all", ("item.id",): "item", ("target.code",): "target"}
        kind = over.get(cap.over, "by")
        facts = {"by": self._names(cap.over)} if kind == "by" else {}
        says = [
            self.say(
                f"cap_{cap.counts.value}",
                max=self._formula(cap.max.text),
                over=self.say(f"over_{kind}", **facts),
            )
        ]
        where = self._joined(cap.where)
        says += [self.say("where", what=where)] if where else []
        says.append(self.say(f"bites_{cap.bites.value}"))
        says += [self.say("within", cap=cap.within)] if cap.within else []
        return self._passage(cap.cited, says)

    def _minimums(self) -> Iterator[Passage]:
        for one in self.policy.minimums:
            least = self._formula(one.min.text)
            says = [self.say(f"minimum_{one.counts.value}", min=least)]
            counted, needing = self._joined(one.where), self._joined(one.needed_by)
            says += [self.say("where", what=counted)] if counted else []
            says += [self.say("needed_by", what=needing)] if needing else []
            yield self._passage(one.cited, says)

    def _windows(self) -> Iterator[Passage]:
        for one in self.policy.windows:
            facts = {
                "opens": self._formula(one.opens.text),
                "closes": self._formula(one.closes.text),
            }
            says = [self.say("window", **facts)]
            if one.closes_possible != one.closes:
                last = self._formula(one.closes_possible.text)
                says.append(self.say("window_possible", closes=last))
            yield self._passage(one.cited, says)

    def _findings(self) -> Iterator[Passage]:
        for one in self.policy.findings:
            asks = one.asks.zh if self.locale == "zh" else one.asks.en
            says = [self.say("finding", by=self.say(f"role_{one.by_role}"), asks=asks)]
            says += [self.say("leaves_open")] if one.leaves_open else []
            says += (
                [self.say("values", words="、".join(one.words))] if one.words else []
            )
            yield Passage(one.name, "", "", tuple(says))

    def _steps(self) -> Iterator[Passage]:
        for one in self.policy.steps:
            asks = one.asks.zh if self.locale == "zh" else one.asks.en
            says = [self.say("finding", by=self.say(f"role_{one.by_role}"), asks=asks)]
            if one.notice_days:
                says.append(self.say("notice", days=str(one.notice_days)))
            yield Passage(one.name, "", "", tuple(says))

    def _tables(self) -> Iterator[Passage]:
        for name, table in self.policy.tables.items():
            rows = tuple(f"{key}: {'、'.join(row)}" for key, row in table.items())
            yield Passage(name, "", "", rows)
        for lookup in self.policy.lookups.values():
            head = self._names(lookup.keys)
            rows = tuple(_rows(lookup.rows))
            yield Passage(lookup.name, "", "", (head, *rows))
        for bands in self.policy.bands.values():
            rows = tuple(
                f"{row.low}–{'' if row.high is None else row.high}: {row.value}"
                for row in bands.rows
            )
            yield Passage(bands.name, "", "", (self._formula(bands.of.text), *rows))
        for one in self.policy.constants:
            value = f"{one.value} {one.unit}".strip()
            yield self._passage(one.cited, [value])

    def _all(self, when: Conditions) -> list[str]:
        """Say each condition of a list by itself."""
        parts = when.parts if isinstance(when, AllOf) else (when,)
        return [self._condition(part) for part in parts]

    def _joined(self, when: Conditions) -> str:
        return self.say("and").join(self._all(when))

    def _condition(self, when: Conditions) -> str:
        if isinstance(when, Condition):
            field = field_name(when.field, self.locale)
            wanted = f"{when.relation.value} {expected_of(when, {})}"
            needed = requirement(when.field, wanted, self.locale)
            return self.say("condition", field=field, requirement=needed)
        if isinstance(when, AllOf):
            return self._joined(when)
        if isinstance(when, AnyOf):
            either = self.say("or").join(f"({self._joined(p)})" for p in when.parts)
            return self.say("any_of", what=either)
        if isinstance(when, Held):
            code = f"{when.place}_{'held' if when.is_wanted else 'missing'}"
            return self.say(code, what=self._joined(when.like))
        return self.say("none_of", what=self._condition(when.part))

    def _names(self, names: Sequence[str]) -> str:
        return "、".join(field_name(name, self.locale) for name in names)

    def _formula(self, text: str) -> str:
        vocabulary = self.policy.vocabulary
        return formula_text(
            text, self.locale, lambda name: vocabulary.kind(name) is not None
        )


def _rows(rows: Rows | str, path: str = "") -> Iterator[str]:
    if isinstance(rows, str):
        yield f"{path}: {rows}"
        return
    for key, part in rows.items():
        yield from _rows(part, f"{path} · {key}" if path else key)
