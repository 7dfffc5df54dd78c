"""The facts of a case in words: their names, their codes, and how they compare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from creditbank.language import Locale, say
from creditbank.language.catalog import BODY_STATUSES, LEVELS, SCALES, TYPES
from creditbank.language.explaining import WORDS

FIELDS: dict[str, dict[Locale, str]] = {
    "item.id": {"zh": "登记编号", "en": "the holding"},
    "item.outcome": {"zh": "学习成果", "en": "the outcome"},
    "item.outcome_version": {"zh": "成果版本", "en": "the outcome's version"},
    "item.type": {"zh": "成果类型", "en": "the type of outcome"},
    "item.certificate": {"zh": "证书", "en": "the certificate"},
    "item.module": {"zh": "模块", "en": "the module"},
    "item.level": {"zh": "等级", "en": "the level"},
    "item.body": {"zh": "颁证机构", "en": "the awarding body"},
    "item.body_status": {
        "zh": "颁证机构在颁发日的状态",
        "en": "the awarding body's status on the issue date",
    },
    "item.major": {"zh": "原专业", "en": "the major it was taken in"},
    "item.score": {"zh": "成绩", "en": "the score"},
    "item.hours": {"zh": "学时", "en": "the hours"},
    "item.bank_value": {"zh": "学分银行学分值", "en": "the bank value"},
    "item.issued_on": {"zh": "颁发日期", "en": "the issue date"},
    "item.expires_on": {"zh": "有效期至", "en": "the expiry date"},
    "learner.major": {"zh": "所学专业", "en": "the learner's major"},
    "learner.student_type": {"zh": "学习形式", "en": "the type of student"},
    "learner.programme_level": {"zh": "培养层次", "en": "the programme's level"},
    "learner.cohort": {"zh": "年级", "en": "the cohort"},
    "learner.region": {"zh": "地区", "en": "the region"},
    "learner.enrolled_on": {"zh": "入学日期", "en": "the date of enrolment"},
    "programme.institution": {"zh": "转换学校", "en": "the institution"},
    "programme.code": {"zh": "专业代码", "en": "the programme"},
    "programme.level": {"zh": "培养层次", "en": "the programme's level"},
    "programme.major": {"zh": "专业", "en": "the programme's major"},
    "programme.total_credits": {"zh": "总学分", "en": "the programme's credits"},
    "programme.course_count": {"zh": "课程总门数", "en": "the number of courses"},
    "target.code": {"zh": "课程", "en": "the course"},
    "target.category": {"zh": "课程类别", "en": "the course's category"},
    "target.bucket": {"zh": "课程模块", "en": "the course's bucket"},
    "target.grade_scale": {"zh": "计分方式", "en": "the grade scale"},
    "target.required": {"zh": "是否必修", "en": "whether it is required"},
    "target.credits": {"zh": "课程学分", "en": "the course's credits"},
    "item.provider": {"zh": "提供方", "en": "the provider"},
    "item.category": {"zh": "成果类别", "en": "the category of outcome"},
    "item.family": {"zh": "证书类别", "en": "the family of certificates"},
    "item.series": {"zh": "同一系列", "en": "the series it belongs to"},
    "item.name_key": {"zh": "课程名（归一）", "en": "the name, normalised"},
    "item.prize": {"zh": "奖项等次", "en": "the prize"},
    "item.scope": {"zh": "级别范围", "en": "the scope of the event"},
    "item.class": {"zh": "类别", "en": "the class"},
    "item.role": {"zh": "本人角色", "en": "the role in it"},
    "item.state": {"zh": "状态", "en": "the state it is in"},
    "item.term": {"zh": "取得学期", "en": "the term it was earned in"},
    "item.grade": {"zh": "原成绩等级", "en": "the grade"},
    "item.grade_scale": {"zh": "原计分方式", "en": "the scale of the grade"},
    "item.course": {"zh": "原课程", "en": "the course it is of"},
    "item.scheme": {"zh": "学分体系", "en": "the credit scheme"},
    "item.institution": {"zh": "原学校", "en": "the institution it is from"},
    "item.credits": {"zh": "原学分", "en": "its credits"},
    "item.rank": {"zh": "名次", "en": "the rank"},
    "item.author_order": {"zh": "作者顺序", "en": "the place among the authors"},
    "item.participants": {"zh": "参赛数", "en": "the number taking part"},
    "item.achieved_on": {"zh": "取得日期", "en": "the date achieved"},
    "item.deposited_on": {"zh": "存入日期", "en": "the date deposited"},
    "learner.degree": {"zh": "已有学历", "en": "the degree held"},
    "learner.term": {"zh": "当前学期", "en": "the current term"},
    "learner.military": {"zh": "服役情况", "en": "the military record"},
    "learner.passed": {"zh": "已通过的课程", "en": "the courses passed"},
    "learner.enrolled_in": {"zh": "在修课程", "en": "the courses being taken"},
    "learner.born_on": {"zh": "出生日期", "en": "the date of birth"},
    "learner.first_module_on": {
        "zh": "首个模块开始日期",
        "en": "the start of the first module",
    },
    "programme.award": {"zh": "授予的证书", "en": "the award"},
    "target.hours": {"zh": "课程学时", "en": "the course's hours"},
    "target.score": {"zh": "卷面成绩", "en": "the raw mark of the course"},
    "target.kind": {"zh": "课程性质", "en": "the kind of course"},
    "target.term": {"zh": "开课学期", "en": "the term of the course"},
    "target.name_key": {"zh": "课程名（归一）", "en": "the course's name, normalised"},
    "target.level": {"zh": "课程层次", "en": "the course's level"},
    "target.starts_on": {"zh": "开课日期", "en": "the start of the course"},
    "line.rule": {"zh": "所依规则", "en": "the rule it was given by"},
    "line.effect": {"zh": "处理方式", "en": "what it does"},
    "line.term": {"zh": "计入学期", "en": "the term it counts in"},
    "line.scheme": {"zh": "入账学分体系", "en": "the scheme it is posted in"},
    "line.policy": {"zh": "所依办法", "en": "the policy it was given by"},
    "line.version": {"zh": "办法版本", "en": "the version of that policy"},
    "line.grade": {"zh": "记录的成绩", "en": "the grade recorded"},
    "line.credits": {"zh": "入账学分", "en": "the credits posted"},
    "line.on": {"zh": "入账日期", "en": "the date posted"},
    "term.starts_on": {"zh": "开学日期", "en": "the first day of term"},
    "term.ends_on": {"zh": "学期结束日期", "en": "the last day of term"},
    "portfolio": {"zh": "其他成果", "en": "the other holdings"},
    "prior": {"zh": "已入账的记录", "en": "what is posted already"},
    "learner": {"zh": "学习者信息", "en": "facts of the learner"},
    "as_of": {"zh": "申请日期", "en": "the date of the claim"},
}

# Facts that are codes of ours, in words; any other fact is said as it stands.
VALUES: dict[str, dict[str, dict[Locale, str]]] = {
    "item.type": TYPES,
    "item.body_status": BODY_STATUSES,
    "item.level": LEVELS,
    "learner.programme_level": LEVELS,
    "programme.level": LEVELS,
    "target.level": LEVELS,
    "target.grade_scale": SCALES,
    "item.score": {"": {"zh": "无（证书未载明）", "en": "not on the certificate"}},
    "finding": {
        "yes": {"zh": "是", "en": "yes"},
        "no": {"zh": "否", "en": "no"},
    },
}

RELATIONS: dict[str, dict[Locale, str]] = {
    "in": {"zh": "为{operand}", "en": "{operand}"},
    "not": {"zh": "不是{operand}", "en": "other than {operand}"},
    "min": {"zh": "不低于{operand}", "en": "at least {operand}"},
    "max": {"zh": "不高于{operand}", "en": "at most {operand}"},
    "at_least": {"zh": "达到{operand}", "en": "{operand} or higher"},
    "in_table": {"zh": "在目录内（{operand}）", "en": "one of {operand}"},
    "in_table_of": {
        "zh": "在按{operand}列出的目录内",
        "en": "one of those listed for {operand}",
    },
    "in_table_nothing": {
        "zh": "在目录内（目录中没有这一类）",
        "en": "one of those listed, and nothing is listed for this",
    },
    "same_as": {"zh": "与{operand}相同", "en": "the same as {operand}"},
    "not_same_as": {"zh": "与{operand}不同", "en": "other than {operand}"},
    "above": {"zh": "高于{operand}", "en": "above {operand}"},
    "below": {"zh": "低于{operand}", "en": "below {operand}"},
    "at_most": {"zh": "不超过{operand}", "en": "{operand} or lower"},
    "has": {"zh": "包括{operand}", "en": "including {operand}"},
    "lacks": {"zh": "不包括{operand}", "en": "without {operand}"},
    "none_of": {"zh": "不属于（{operand}）", "en": "not ({operand})"},
    "worked_out": {"zh": "{value}（{formula}）", "en": "{value} ({formula})"},
}

# Of dates the same relations are said otherwise.
DATE_RELATIONS: dict[str, dict[Locale, str]] = {
    "min": {"zh": "不早于{operand}", "en": "no earlier than {operand}"},
    "max": {"zh": "不晚于{operand}", "en": "no later than {operand}"},
    "above": {"zh": "晚于{operand}", "en": "after {operand}"},
    "below": {"zh": "早于{operand}", "en": "before {operand}"},
}

DECISIONS: dict[str, dict[Locale, str]] = {
    "yes": {"zh": "可以认定", "en": "Yes"},
    "no": {"zh": "不能认定", "en": "No"},
    "undecided": {"zh": "尚未确定", "en": "Undecided"},
}

EFFECTS: dict[str, dict[Locale, str]] = {
    "bank_value": {"zh": "学分银行学分", "en": "bank value"},
    "credit_transfer": {"zh": "学分转移", "en": "credit transfer"},
    "exemption": {"zh": "课程免修", "en": "course exemption"},
    "exemption_exam_due": {
        "zh": "课程免修（仍须参加考试）",
        "en": "course exemption, the exam still due",
    },
    "elective": {"zh": "选修学分", "en": "elective credit"},
    "grade": {"zh": "成绩认定", "en": "grade only"},
}


# What a policy calls the facts of its own; a finding by what it asks, and of whom.
Names: TypeAlias = Mapping[str, Mapping[str, str]]


def field_name(name: str, locale: Locale, names: Names | None = None) -> str:
    """Name a fact: by the policy's own words, by ours, or by its bare name."""
    own = (names or {}).get(name)
    if own is not None:
        by = own.get("by")
        if by is None:
            return own[locale]
        asked = {"asks": own[locale], "by": WORDS[f"role_{by}"][locale]}
        return say(WORDS, "asked", asked, locale)
    return FIELDS[name][locale] if name in FIELDS else _spelled(name, locale, names)


def _spelled(name: str, locale: Locale, names: Names | None) -> str:
    """Name a fact that has no words of its own by what it is made up of."""
    of, _, last = name.rpartition(".")
    if last == "year":
        told = {"date": field_name(of, locale, names)}
        return say(WORDS, "year_of", told, locale)
    if of in {"programme.credits_in", "programme.count_in"}:
        return say(WORDS, of.partition(".")[2], {"bucket": last}, locale)
    if of in {"lookup", "band"}:
        return say(WORDS, "table_named", {"table": last}, locale)
    if of in {"derived", "finding", "const", "programme"}:
        return last
    if of.isidentifier() and f"item.{last}" in FIELDS:  # of a further holding
        told = {"field": FIELDS[f"item.{last}"][locale], "slot": of}
        return say(WORDS, "of_slot", told, locale)
    return name
