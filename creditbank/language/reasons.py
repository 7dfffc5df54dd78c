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
    "policy_leaves_open": {
        "zh": "“{rule}”（{clause}）的公布文字没有写明：{field}（{requirement}）。",
        "en": (
            "The published wording of “{rule}” ({clause}) leaves open: "
            "{field} (here: {requirement})."
        ),
    },
    "reading": {
        "zh": "如果{reading}：{decision}，{credits}学分{grades}。",
        "en": "If {reading}: {decision}, {credits} credits{grades}.",
    },
    "no_row": {
        "zh": "“{rule}”（{clause}）的对照表“{table}”中没有这一行：{found}。",
        "en": "The table “{table}” of “{rule}” ({clause}) has no row for {found}.",
    },
    "below_zero": {
        "zh": "“{rule}”（{clause}）按“{formula}”得出{found}，低于零，不给学分。",
        "en": "“{rule}” ({clause}) gives {formula} = {found}, below zero: nothing.",
    },
    "grade_finding_missing": {
        "zh": "“{rule}”（{clause}）的成绩需要审核人认定：{field}。",
        "en": "The grade of “{rule}” ({clause}) waits for a reviewer's finding: {field}.",
    },
    "grade_policy_leaves_open": {
        "zh": "“{rule}”（{clause}）的公布文字没有写明成绩如何记：{field}。",
        "en": (
            "The published wording of “{rule}” ({clause}) leaves the grade open: "
            "{field}."
        ),
    },
    "grade_fact_unknown": {
        "zh": "“{rule}”（{clause}）的成绩取决于{field}，但该信息未登记或未公布。",
        "en": (
            "The grade of “{rule}” ({clause}) depends on {field}, "
            "which is not recorded or not published."
        ),
    },
    "grade_not_exact": {
        "zh": "“{rule}”（{clause}）算出成绩{found}，不是0.01的整数倍，办法没有说明如何取整。",
        "en": (
            "“{rule}” ({clause}) gives the grade {found}, not a multiple of 0.01, "
            "and names no rounding."
        ),
    },
    "no_rule_for": {
        "zh": "办法中没有针对{field}“{found}”的规则。",
        "en": "The policy has no rule for {field} “{found}”.",
    },
    "holding_missing": {
        "zh": "“{rule}”（{clause}）还需要另外的成果：{slots}。",
        "en": "“{rule}” ({clause}) needs further holdings: {slots}.",
    },
    "direct_course_exists": {
        "zh": "“{rule}”（{clause}）只用于没有直接对应课程的情况，而对应课程已有。",
        "en": (
            "“{rule}” ({clause}) is only for outcomes without a course of their own, "
            "and there is one."
        ),
    },
    "not_highest": {
        "zh": "“{rule}”（{clause}）：同类成果只按最高的一项计，{higher}更高。",
        "en": (
            "“{rule}” ({clause}): of these only the highest counts, and {higher} "
            "is higher."
        ),
    },
    "net_of_posted": {
        "zh": "“{rule}”（{clause}）：应得{gross}学分，已入账{posted}，本次给{credits}。",
        "en": (
            "“{rule}” ({clause}): {gross} credits are due, {posted} are posted "
            "already, so this gives {credits}."
        ),
    },
    "already_posted": {
        "zh": "“{rule}”（{clause}）：同类成果已入账的学分不低于本项。",
        "en": "“{rule}” ({clause}): what is posted for the same already gives as much.",
    },
    "cap_trimmed": {
        "zh": "上限“{rule}”（{clause}）为{max}：{full}学分减为{credits}。",
        "en": (
            "The cap “{rule}” ({clause}) is {max}: {full} credits are cut to {credits}."
        ),
    },
    "cap_credits_group": {
        "zh": "超过上限“{rule}”（{clause}，{over}）：已用{used}学分，本项{asked}，最多{max}。",
        "en": (
            "Over the cap “{rule}” ({clause}, {over}): {used} credits are used, this "
            "asks {asked}, at most {max} are allowed."
        ),
    },
    "cap_lines_group": {
        "zh": "超过上限“{rule}”（{clause}，{over}）：已有{used}项，最多{max}项。",
        "en": (
            "Over the cap “{rule}” ({clause}, {over}): {used} are used, at most "
            "{max} are allowed."
        ),
    },
    "cap_items_all": {
        "zh": "超过上限“{rule}”（{clause}）：已用{used}项成果，最多{max}项。",
        "en": (
            "Over the cap “{rule}” ({clause}): {used} holdings are used, at most "
            "{max} are allowed."
        ),
    },
    "cap_items_item": {
        "zh": "超过上限“{rule}”（{clause}）：该成果已用，最多{max}项。",
        "en": "Over the cap “{rule}” ({clause}): this holding is used, at most {max}.",
    },
    "cap_items_target": {
        "zh": "超过上限“{rule}”（{clause}）：课程{over}已用{used}项成果，最多{max}项。",
        "en": (
            "Over the cap “{rule}” ({clause}): course {over} has {used} holdings, at "
            "most {max} are allowed."
        ),
    },
    "cap_items_group": {
        "zh": "“{rule}”（{clause}，{over}）：同类中只能用{max}项，已用{used}项。",
        "en": (
            "“{rule}” ({clause}, {over}): of these at most {max} may be used, and "
            "{used} are."
        ),
    },
    "minimum_credits": {
        "zh": "未达到最低要求“{rule}”（{clause}）：{reached}学分，至少{min}。",
        "en": (
            "The minimum “{rule}” ({clause}) is not reached: {reached} credits, at "
            "least {min} are needed."
        ),
    },
    "minimum_lines": {
        "zh": "未达到最低要求“{rule}”（{clause}）：{reached}门，至少{min}门。",
        "en": (
            "The minimum “{rule}” ({clause}) is not reached: {reached} courses, at "
            "least {min} are needed."
        ),
    },
    "minimum_items": {
        "zh": "未达到最低要求“{rule}”（{clause}）：{reached}项，至少{min}项。",
        "en": (
            "The minimum “{rule}” ({clause}) is not reached: {reached} holdings, at "
            "least {min} are needed."
        ),
    },
    "version_date_unknown": {
        "zh": "适用哪一版办法取决于{field}，但该信息未登记。",
        "en": "Which version applies depends on {field}, which is not recorded.",
    },
    "no_version": {
        "zh": "没有一版办法适用于这项成果的日期。",
        "en": "No version of the policy covers the date of this outcome.",
    },
    "two_versions": {
        "zh": "有多版办法同时适用（{versions}），公布的文字没有说明用哪一版。",
        "en": (
            "Several versions apply at once ({versions}); what is published does not "
            "say which."
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
}

RELATIONS: dict[str, dict[Locale, str]] = {
    "in": {"zh": "为{operand}", "en": "{operand}"},
    "not": {"zh": "不是{operand}", "en": "other than {operand}"},
    "min": {"zh": "不低于{operand}", "en": "at least {operand}"},
    "max": {"zh": "不高于{operand}", "en": "at most {operand}"},
    "at_least": {"zh": "达到{operand}", "en": "{operand} or higher"},
    "in_table": {"zh": "在目录内（{operand}）", "en": "one of {operand}"},
    "same_as": {"zh": "与{operand}相同", "en": "the same as {operand}"},
    "not_same_as": {"zh": "与{operand}不同", "en": "other than {operand}"},
    "above": {"zh": "高于{operand}", "en": "above {operand}"},
    "below": {"zh": "低于{operand}", "en": "below {operand}"},
    "at_most": {"zh": "不超过{operand}", "en": "{operand} or lower"},
    "has": {"zh": "包括{operand}", "en": "including {operand}"},
    "lacks": {"zh": "不包括{operand}", "en": "without {operand}"},
    "holds": {"zh": "有一项符合（{operand}）", "en": "with one that meets ({operand})"},
    "none_of": {"zh": "不属于（{operand}）", "en": "not ({operand})"},
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
