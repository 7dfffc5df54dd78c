"""The reasons of an ANSWER, in sentences a lay reader understands.

One table of sentences by reason code, one of field names, one of relations; used by
pages, command line, API and transcripts alike.
"""

from __future__ import annotations

from collections.abc import Mapping

from creditbank.language import Locale, say
from creditbank.language.catalog import BODY_STATUSES, TYPES

REASONS: dict[str, dict[Locale, str]] = {
    "rule_applies": {
        "zh": "符合规则“{rule}”（{clause}）{inputs}。",
        "en": "Rule “{rule}” ({clause}) applies{inputs}.",
    },
    "gate_passed": {
        "zh": "满足前提“{rule}”（{clause}）{inputs}。",
        "en": "The condition “{rule}” ({clause}) is met{inputs}.",
    },
    "condition_failed": {
        "zh": "不符合“{rule}”（{clause}）：{field}应{requirement}，实际为{found}。",
        "en": (
            "“{rule}” ({clause}) is not met: {field} must be {requirement}, "
            "but it is {found}."
        ),
    },
    "fact_unknown": {
        "zh": "“{rule}”（{clause}）要求{field}{requirement}，但该信息未登记或未公布。",
        "en": (
            "“{rule}” ({clause}) needs {field} to be {requirement}, "
            "but that is not recorded or not published."
        ),
    },
    "finding_missing": {
        "zh": "“{rule}”（{clause}）需要审核人认定：{field}（要求：{requirement}）。",
        "en": (
            "“{rule}” ({clause}) waits for a reviewer's finding: "
            "{field} (needed: {requirement})."
        ),
    },
    "amount_unknown": {
        "zh": "“{rule}”（{clause}）的学分按“{formula}”计算，但{field}未公布或未登记。",
        "en": (
            "“{rule}” ({clause}) gives {formula} credits, "
            "but {field} is not published or not recorded."
        ),
    },
    "formula_has_no_value": {
        "zh": "“{rule}”（{clause}）的公式“{formula}”在此无法得出数值。",
        "en": "The formula {formula} of “{rule}” ({clause}) has no value here.",
    },
    "credits_not_exact": {
        "zh": (
            "“{rule}”（{clause}）按“{formula}”得出{found}，不是0.01的整数倍，"
            "办法没有说明如何取整。"
        ),
        "en": (
            "“{rule}” ({clause}) gives {formula} = {found}, not a multiple of 0.01, "
            "and the policy names no rounding."
        ),
    },
    "outside_window": {
        "zh": "不在申请时间内（{clause}）：{as_of}；下次开放为{opens}至{closes}。",
        "en": (
            "Applications are closed on {as_of} ({clause}); "
            "they open next from {opens} to {closes}."
        ),
    },
    "no_window_ahead": {
        "zh": "不在申请时间内（{clause}）：{as_of}；尚未公布下一学期。",
        "en": (
            "Applications are closed on {as_of} ({clause}); "
            "no later term has been published."
        ),
    },
    "window_not_decided": {
        "zh": (
            "申请时间为{opens}至{closes}（{clause}）。{as_of}是否在内，"
            "原文没有说明：算在内则受理，不算在内则不受理。"
        ),
        "en": (
            "Applications are open from {opens} to {closes} ({clause}). Whether "
            "{as_of} still counts, the source does not say: read one way it is in "
            "time, read the other it is late."
        ),
    },
    "target_not_in_programme": {
        "zh": "课程{target}不在该专业的教学计划内。",
        "en": "Course {target} is not part of this programme.",
    },
    "no_rule": {
        "zh": "办法中没有适用于这项成果和课程的规则。",
        "en": "The policy has no rule for this outcome and course.",
    },
    "not_chosen": {
        "zh": "在允许的上限内，其他组合的学分更高。",
        "en": "Another combination earns more within the caps.",
    },
    "cap_credits_all": {
        "zh": "超过上限“{rule}”（{clause}）：已用{used}学分，本项{asked}，最多{max}。",
        "en": (
            "Over the cap “{rule}” ({clause}): {used} credits are used, this asks "
            "{asked}, at most {max} are allowed."
        ),
    },
    "cap_credits_item": {
        "zh": (
            "超过每项成果的上限“{rule}”（{clause}）：已用{used}学分，"
            "本项{asked}，最多{max}。"
        ),
        "en": (
            "Over the cap for one outcome, “{rule}” ({clause}): {used} credits are "
            "used, this asks {asked}, at most {max} are allowed."
        ),
    },
    "cap_credits_target": {
        "zh": (
            "超过每门课程的上限“{rule}”（{clause}）：已用{used}学分，"
            "本项{asked}，最多{max}。"
        ),
        "en": (
            "Over the cap for one course, “{rule}” ({clause}): {used} credits are "
            "used, this asks {asked}, at most {max} are allowed."
        ),
    },
    "cap_lines_all": {
        "zh": "超过门数上限“{rule}”（{clause}）：已有{used}门，最多{max}门。",
        "en": (
            "Over the cap “{rule}” ({clause}): {used} courses are used, "
            "at most {max} are allowed."
        ),
    },
    "cap_lines_item": {
        "zh": "每项成果最多用{max}次（“{rule}”，{clause}），已用{used}次。",
        "en": (
            "An outcome may be used {max} times at most (“{rule}”, {clause}); "
            "it is used {used} times."
        ),
    },
    "cap_lines_target": {
        "zh": "每门课程最多转换{max}次（“{rule}”，{clause}），{over}已有{used}次。",
        "en": (
            "A course may be converted {max} times at most (“{rule}”, {clause}); "
            "{over} has {used}."
        ),
    },
    "cap_unknown": {
        "zh": "上限“{rule}”（{clause}）为“{formula}”，但{field}未公布，无法确定。",
        "en": (
            "The cap “{rule}” ({clause}) is {formula}, but {field} is not published, "
            "so it cannot be decided."
        ),
    },
    "depends_on_open_line": {
        "zh": "本项能否计入，取决于另一项尚未确定的结果。",
        "en": "Whether this counts depends on another line that is still open.",
    },
    "search_gap": {
        "zh": "组合过多，未能在规定步数内证明最优；可预览，不能入账。",
        "en": (
            "There are too many combinations to prove the best in the steps allowed; "
            "this can be previewed, not posted."
        ),
    },
}

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
    "as_of": {"zh": "申请日期", "en": "the date of the claim"},
}

# Facts that are codes of ours, in words; any other fact is said as it stands.
VALUES: dict[str, dict[str, dict[Locale, str]]] = {
    "item.type": TYPES,
    "item.body_status": BODY_STATUSES,
}

RELATIONS: dict[str, dict[Locale, str]] = {
    "in": {"zh": "为{operand}", "en": "{operand}"},
    "not": {"zh": "不是{operand}", "en": "other than {operand}"},
    "min": {"zh": "不低于{operand}", "en": "at least {operand}"},
    "max": {"zh": "不高于{operand}", "en": "at most {operand}"},
    "at_least": {"zh": "达到{operand}", "en": "{operand} or higher"},
    "in_table": {"zh": "在目录内（{operand}）", "en": "one of {operand}"},
    "same_as": {"zh": "与{operand}相同", "en": "the same as {operand}"},
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
    "elective": {"zh": "选修学分", "en": "elective credit"},
    "grade": {"zh": "成绩认定", "en": "grade only"},
}


def reason_text(
    code: str, rule: str, clause: str, facts: Mapping[str, str], locale: Locale
) -> str:
    """Say one reason; unknown codes are a KeyError, which a test keeps away."""
    spoken = {"rule": rule, "clause": clause, **facts}
    if code in {"rule_applies", "gate_passed"}:
        spoken["inputs"] = _inputs(facts, locale)
    name = facts.get("field", "")
    if name:
        spoken["field"] = _fields(name, locale)
    if "found" in facts:
        spoken["found"] = _value(name, facts["found"], locale)
    if "expected" in facts:
        relation, _, operand = facts["expected"].partition(" ")
        operand = "、".join(_value(name, part, locale) for part in operand.split("、"))
        operand = _fields(operand, locale)
        spoken["requirement"] = say(RELATIONS, relation, {"operand": operand}, locale)
    return say(REASONS, code, spoken, locale)


def field_name(name: str, locale: Locale) -> str:
    """Name a fact; a finding or a bucket by its own word."""
    if name in FIELDS:
        return FIELDS[name][locale]
    return name.removeprefix("finding.").removeprefix("programme.")


def _fields(names: str, locale: Locale) -> str:
    """Put words for every field name in a list; other words stay as they are."""
    return "、".join(
        field_name(name, locale) if "." in name or name in FIELDS else name
        for name in names.split("、")
    )


def _value(name: str, text: str, locale: Locale) -> str:
    """Say a fact: a code of ours in words, anything else as it stands."""
    words = VALUES.get(name, {}).get(text)
    return words[locale] if words else text


def _inputs(facts: Mapping[str, str], locale: Locale) -> str:
    if not facts:
        return ""
    parts = [
        (field_name(name, locale), _value(name, text, locale))
        for name, text in sorted(facts.items())
    ]
    if locale == "zh":
        return "：" + "，".join(f"{name}为{text}" for name, text in parts)
    return ": " + ", ".join(f"{name} is {text}" for name, text in parts)
