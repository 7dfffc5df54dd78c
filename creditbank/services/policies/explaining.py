"""A policy in prose and tables that a dean can read and sign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from creditbank.adapters.policy_files import read_policy
from creditbank.core.policies import Policy
from creditbank.core.policies.grades import GradeRule
from creditbank.core.policies.lookups import Matching
from creditbank.core.policies.parts import Cap, Cited, Group, Rule
from creditbank.language import Locale
from creditbank.language.reasons import EFFECTS, value_text
from creditbank.services.policies.tabling import made, tables
from creditbank.services.policies.telling import Telling


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


class _Explaining(Telling):
    def chapters(self) -> Iterator[Chapter]:
        policy = self.policy
        yield self._chapter("force", [self._force()])
        yield self._chapter(
            "gates",
            [self._passage(one.cited, self.all(one.when)) for one in policy.gates],
        )
        yield self._chapter("rules", [self._rule(one) for one in policy.rules])
        yield self._chapter(
            "groups",
            [
                self._passage(
                    one.cited,
                    self._group(one),
                )
                for one in policy.groups
            ],
        )
        yield self._chapter("caps", [self._cap(one) for one in policy.caps])
        yield self._chapter("minimums", list(self._minimums()))
        yield self._chapter("windows", list(self._windows()))
        yield self._chapter("findings", list(self._findings()))
        yield self._chapter("steps", list(self._steps()))
        yield self._chapter("made", [Passage(*one) for one in made(self)])
        yield self._chapter("tables", [Passage(*one) for one in tables(self)])

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
            kept = self.joined(policy.keeps_old)
            says.append(self.say("kept_by", who=kept))
        if policy.programmes:
            says.append(self.say("serves", codes="、".join(policy.programmes)))
        extent = policy.source.completeness
        says += [self.say("taken_from", extent=extent), self._best()]
        return Passage(policy.code, "", "", tuple(says))

    def _best(self) -> str:
        """Say what the best of several selections is."""
        best = self.policy.objectives.get(self.policy.objective)
        if best is None:
            return self.say("best_credits")
        says = best.says.zh if self.locale == "zh" else best.says.en
        where = self.joined(best.where)
        if where:
            says = self.say("best_where", says=says, what=where)
        return self.say("best", says=says)

    def _group(self, group: Group) -> list[str]:
        says = [self.say("group", by=self.names(group.by))]
        if group.rank:
            ranked = {"field": self.name(group.rank), "ladder": group.ladder}
            says.append(self.say("highest_by", **ranked))
        return says + ([self.say("nets")] if group.nets else [])

    def _rule(self, rule: Rule) -> Passage:
        says = self.all(rule.when)
        for slot in rule.slots:
            says.append(self.say("slot", name=slot.name, what=self.joined(slot.when)))
        effect = EFFECTS[rule.effect.value][self.locale]
        says += self.amount(rule.credits, "gives", effect=effect)
        if rule.bundle:
            says.append(self.say("bundle", courses="、".join(rule.bundle)))
        for flag, code in (
            (rule.without_target, "without_target"),
            (rule.is_fallback, "fallback"),
        ):
            says += [self.say(code)] if flag else []
        if rule.alternative_to:
            says.append(self.say("alternative_to", rule=rule.alternative_to))
        if rule.term:
            says.append(self.say("term", field=self.name(rule.term)))
        if rule.consumes is not None:
            says.append(self.say("consumes", credits=self.formula(rule.consumes.text)))
        if rule.grade is not None:
            says += self._grade(rule.grade)
        return self._passage(rule.cited, says)

    def _grade(self, grade: GradeRule) -> list[str]:
        said = []
        for case in grade.cases:
            if case.word is not None:
                what = case.word
            elif case.formula is not None:
                what = self.formula(case.formula.text)
            elif case.table is not None:
                what = self.say("row_of", table=case.table.name)
            elif case.matching is not None:
                what = self._matching(case.matching)
            else:
                values = (case.values or {}).items()
                pairs = "、".join(f"{k} → {v}" for k, v in values)
                what = self.say("by_values", field=self.name(case.field), values=pairs)
            when = self.joined(case.when)
            code = "grade_when" if when else "grade"
            said.append(self.say(code, grade=what, **({"when": when} if when else {})))
        return said

    def _matching(self, matching: Matching) -> str:
        what = self.say(
            f"matched_{matching.method}",
            field=self.name(matching.field),
            source=matching.source.name,
            target=matching.target.name,
        )
        is_plain = matching.method != "midpoint"
        return what if is_plain else what + self.say(f"ties_{matching.ties or 'open'}")

    def _cap(self, cap: Cap) -> Passage:
        over = {(): "all", ("item.id",): "item", ("target.code",): "target"}
        kind = over.get(cap.over, "by")
        facts = {"by": self.names(cap.over)} if kind == "by" else {}
        says = [
            self.say(
                f"cap_{cap.counts.value}",
                max=self.formula(cap.max.text),
                over=self.say(f"over_{kind}", **facts),
            )
        ]
        where = self.joined(cap.where)
        says += [self.say("where", what=where)] if where else []
        says.append(self.say(f"bites_{cap.bites.value}"))
        if cap.step is not None:
            says.append(self.say("step_of", step=self.formula(cap.step.text)))
        if cap.within:
            says.append(self.say("within", cap=cap.within))
        return self._passage(cap.cited, says)

    def _minimums(self) -> Iterator[Passage]:
        for one in self.policy.minimums:
            least = self.formula(one.min.text)
            says = [self.say(f"minimum_{one.counts.value}", min=least)]
            counted, needing = self.joined(one.where), self.joined(one.needed_by)
            says += [self.say("where", what=counted)] if counted else []
            says += [self.say("needed_by", what=needing)] if needing else []
            yield self._passage(one.cited, says)

    def _windows(self) -> Iterator[Passage]:
        for one in self.policy.windows:
            facts = {
                "opens": self.formula(one.opens.text),
                "closes": self.formula(one.closes.text),
            }
            says = [self.say("window", **facts)]
            if one.closes_possible != one.closes:
                last = self.formula(one.closes_possible.text)
                says.append(self.say("window_possible", closes=last))
            is_one = len(self.policy.windows) == 1
            says += [] if is_one else [self.say("windows_all")]
            yield self._passage(one.cited, says)

    def _findings(self) -> Iterator[Passage]:
        for one in self.policy.findings:
            asks = one.asks.zh if self.locale == "zh" else one.asks.en
            says = [self.say("finding", by=self.say(f"role_{one.by_role}"), asks=asks)]
            says += [self.say("leaves_open")] if one.leaves_open else []
            if one.words:
                words = (value_text("finding.", w, self.locale) for w in one.words)
                says.append(self.say("values", words="、".join(words)))
            elif one.min or one.max:
                low, high = one.min or "0", one.max or "…"
                says.append(self.say("bounds", low=low, high=high))
            yield Passage(one.name, "", "", tuple(says))

    def _steps(self) -> Iterator[Passage]:
        for one in self.policy.steps:
            asks = one.asks.zh if self.locale == "zh" else one.asks.en
            says = [self.say("finding", by=self.say(f"role_{one.by_role}"), asks=asks)]
            if one.notice_days:
                says.append(self.say("notice", days=str(one.notice_days)))
            yield Passage(one.name, "", "", tuple(says))
