"""What the parts of a policy mean, in sentences a dean can sign."""

from __future__ import annotations

from creditbank.language import Locale

WORDS: dict[str, dict[Locale, str]] = {
    "chapter_force": {"zh": "适用", "en": "When it applies"},
    "chapter_gates": {"zh": "前提", "en": "Conditions of every line"},
    "chapter_rules": {"zh": "规则", "en": "Rules"},
    "chapter_groups": {"zh": "同类只计最高", "en": "Of these the highest counts"},
    "chapter_caps": {"zh": "上限", "en": "Caps"},
    "chapter_minimums": {"zh": "最低要求", "en": "Minimums"},
    "chapter_windows": {"zh": "申请时间", "en": "When to apply"},
    "chapter_findings": {"zh": "需要认定的事项", "en": "What a person must judge"},
    "chapter_steps": {"zh": "审核步骤", "en": "Who must agree"},
    "chapter_made": {"zh": "由其他事实得出的", "en": "What is made of other facts"},
    "chapter_tables": {"zh": "对照表", "en": "Tables"},
    "serves": {"zh": "专业：{codes}", "en": "For the programmes {codes}"},
    "taken_from": {"zh": "来源完整程度：{extent}", "en": "Of its source: {extent}"},
    "best_credits": {
        "zh": "多种认定都可能时，取学分最多的",
        "en": "Of several ways to recognize, the one with the most credits",
    },
    "best": {
        "zh": "多种认定都可能时，先看：{says}",
        "en": "Of several ways to recognize, first by: {says}",
    },
    "best_where": {"zh": "{says}（{what}）", "en": "{says} ({what})"},
    "gives_by_cases": {
        "zh": "给予：{effect}，学分依次看：",
        "en": "gives: {effect}, credits by the first that holds:",
    },
    "piece": {"zh": "{when}时：{amount}", "en": "where {when}: {amount}"},
    "piece_other": {"zh": "其余：{amount}", "en": "otherwise: {amount}"},
    "term": {
        "zh": "同一成果、同一课程每学期一次，学期按{field}",
        "en": "once a term for one outcome and course, the term by {field}",
    },
    "highest_by": {
        "zh": "高低按“{ladder}”看{field}",
        "en": "the highest by {field}, on the ladder “{ladder}”",
    },
    "step_of": {"zh": "每次按{step}学分", "en": "in steps of {step}"},
    "windows_all": {
        "zh": "各项申请时间须同时符合",
        "en": "every window must be open on that day",
    },
    "bounds": {"zh": "{low}至{high}", "en": "from {low} to {high}"},
    "ladder": {"zh": "由低到高：{steps}", "en": "lowest first: {steps}"},
    "by_submitted_on": {
        "zh": "按申请日期适用：{starts}至{ends}",
        "en": "By the date of the claim, {starts} to {ends}",
    },
    "by_issued_on": {
        "zh": "按颁发日期适用：{starts}至{ends}",
        "en": "By the issue date, {starts} to {ends}",
    },
    "by_enrolled_on": {
        "zh": "按入学日期适用：{starts}至{ends}",
        "en": "By the date of enrolment, {starts} to {ends}",
    },
    "supersedes": {
        "zh": "代替版本{version}",
        "en": "Takes the place of version {version}",
    },
    "kept_by": {
        "zh": "以下学习者沿用旧版：{who}",
        "en": "The old version stays for learners with {who}",
    },
    "condition": {"zh": "{field}{requirement}", "en": "{field}: {requirement}"},
    "and": {"zh": "，且", "en": " and "},
    "or": {"zh": "或", "en": " or "},
    "year_of": {"zh": "{date}的年份", "en": "the year of {date}"},
    "credits_in": {"zh": "“{bucket}”的学分", "en": "the credits in “{bucket}”"},
    "count_in": {"zh": "“{bucket}”的门数", "en": "the number of courses in “{bucket}”"},
    "table_named": {"zh": "“{table}”表", "en": "the table “{table}”"},
    "of_slot": {"zh": "{field}（{slot}）", "en": "{field} of “{slot}”"},
    "or_else": {"zh": "；或", "en": "; or "},
    "nothing": {"zh": "无", "en": "none"},
    "before": {"zh": "之前{by}", "en": " minus {by}"},
    "after": {"zh": "之后{by}", "en": " plus {by}"},
    "days": {"zh": "{n}天", "en": "{n} {n:day|days}"},
    "weeks": {"zh": "{n}周", "en": "{n} {n:week|weeks}"},
    "months": {"zh": "{n}个月", "en": "{n} {n:month|months}"},
    "years": {"zh": "{n}年", "en": "{n} {n:year|years}"},
    "any_of": {"zh": "以下之一：{what}", "en": "one of these: {what}"},
    "none_of": {"zh": "不属于：{what}", "en": "none of these: {what}"},
    "portfolio_held": {
        "zh": "另有一项成果：{what}",
        "en": "another holding with {what}",
    },
    "portfolio_missing": {
        "zh": "没有另一项成果：{what}",
        "en": "no other holding with {what}",
    },
    "prior_held": {"zh": "已入账：{what}", "en": "posted before: {what}"},
    "prior_missing": {"zh": "未入账：{what}", "en": "not posted before: {what}"},
    "slot": {
        "zh": "另需一项成果（{name}）：{what}",
        "en": "with a further holding ({name}): {what}",
    },
    "gives": {
        "zh": "给予：{effect}，学分为{credits}",
        "en": "gives: {effect}, credits {credits}",
    },
    "bundle": {
        "zh": "一并给予课程：{courses}（全部或全不）",
        "en": "gives the courses {courses}, all or none",
    },
    "without_target": {"zh": "不对应具体课程", "en": "for no course in particular"},
    "listed": {
        "zh": "在目录“{table}”中按{row}列出",
        "en": "listed in the table “{table}” for {row}",
    },
    "by_values": {"zh": "按{field}：{values}", "en": "by {field}: {values}"},
    "fallback": {
        "zh": "仅在前面各条都没有对应课程时适用",
        "en": "only where no rule before gives any course",
    },
    "alternative_to": {
        "zh": "“{rule}”无余额时，可代之",
        "en": "may take the place of “{rule}” where that finds no room",
    },
    "consumes": {
        "zh": "扣除学分银行学分：{credits}",
        "en": "spends bank value: {credits}",
    },
    "grade": {"zh": "成绩记为：{grade}", "en": "grade: {grade}"},
    "grade_when": {
        "zh": "{when}时，成绩记为：{grade}",
        "en": "grade where {when}: {grade}",
    },
    "row_of": {"zh": "按对照表“{table}”", "en": "by the table “{table}”"},
    "matched_midpoint": {
        "zh": "{field}按占比从“{source}”对应到“{target}”，取中点最接近的一档",
        "en": (
            "{field} matched from “{source}” to “{target}” by shares from the top, "
            "the one whose middle is closest"
        ),
    },
    "matched_highest": {
        "zh": "{field}按占比从“{source}”对应到“{target}”，取重叠各档中最高的",
        "en": (
            "{field} matched from “{source}” to “{target}” by shares from the top, "
            "the highest that overlaps"
        ),
    },
    "matched_lowest": {
        "zh": "{field}按占比从“{source}”对应到“{target}”，取重叠各档中最低的",
        "en": (
            "{field} matched from “{source}” to “{target}” by shares from the top, "
            "the lowest that overlaps"
        ),
    },
    "ties_highest": {
        "zh": "；同样接近的取较高的",
        "en": "; of those equally close, the highest",
    },
    "ties_lowest": {
        "zh": "；同样接近的取较低的",
        "en": "; of those equally close, the lowest",
    },
    "ties_open": {
        "zh": "；同样接近时取哪一档，原文没有写明",
        "en": "; of those equally close, it does not say which",
    },
    "group": {
        "zh": "{by}相同的，只计最高的一项",
        "en": "of those with the same {by} only the highest counts",
    },
    "nets": {
        "zh": "已入账的予以抵减，只补差额",
        "en": "what is posted already is set off",
    },
    "cap_credits": {
        "zh": "{over}不超过{max}学分",
        "en": "at most {max} {max:credit|credits} {over}",
    },
    "cap_lines": {
        "zh": "{over}不超过{max}门",
        "en": "at most {max} {max:course|courses} {over}",
    },
    "cap_items": {
        "zh": "{over}不超过{max}项成果",
        "en": "at most {max} {max:holding|holdings} {over}",
    },
    "over_all": {"zh": "总计", "en": "in all"},
    "over_item": {"zh": "每项成果", "en": "for each holding"},
    "over_target": {"zh": "每门课程", "en": "for each course"},
    "over_by": {"zh": "每个{by}", "en": "for each {by}"},
    "where": {"zh": "只计：{what}", "en": "counting only {what}"},
    "within": {
        "zh": "在上限“{cap}”之内：所计的也计入该上限",
        "en": "stands inside the cap “{cap}”: what counts here counts there too",
    },
    "bites_refuse": {
        "zh": "超过的，所申请的全部不予",
        "en": "beyond it all that was asked for is refused",
    },
    "bites_whole": {
        "zh": "超过的，取最优的整项",
        "en": "beyond it the best whole lines are kept",
    },
    "bites_trim": {
        "zh": "超过的，按先后裁减",
        "en": "beyond it lines are cut, in their order",
    },
    "minimum_credits": {
        "zh": "至少{min}学分",
        "en": "at least {min} {min:credit|credits}",
    },
    "minimum_lines": {"zh": "至少{min}门", "en": "at least {min} {min:course|courses}"},
    "minimum_items": {
        "zh": "至少{min}项",
        "en": "at least {min} {min:holding|holdings}",
    },
    "needed_by": {
        "zh": "达不到的，不予：{what}",
        "en": "without it these fall: {what}",
    },
    "window": {
        "zh": "自{opens}至{closes}，首末日在内",
        "en": "from {opens} to {closes}, both days included",
    },
    "window_possible": {
        "zh": "原文也可理解为至{closes}，其间不作决定",
        "en": "the wording may also mean to {closes}; between the two nothing is decided",
    },
    "finding": {"zh": "{by}：{asks}", "en": "{by}: {asks}"},
    "asked": {"zh": "“{asks}”（{by}）", "en": "“{asks}” ({by})"},
    "leaves_open": {
        "zh": "公布的文字没有写明",
        "en": "the published wording leaves it open",
    },
    "values": {"zh": "可取：{words}", "en": "one of {words}"},
    "notice": {"zh": "公示{days}天", "en": "a public notice of {days} {days:day|days}"},
    "role_reviewer": {"zh": "审核人", "en": "Reviewer"},
    "role_officer": {"zh": "培训评价组织", "en": "Officer of the awarding body"},
    "role_teacher": {"zh": "任课教师", "en": "Teacher"},
    "role_college": {"zh": "学院", "en": "College"},
    "role_committee": {"zh": "委员会", "en": "Committee"},
    "role_registrar": {"zh": "教务", "en": "Registrar"},
    "formula_min": {"zh": "较小值", "en": "the lesser of "},
    "formula_max": {"zh": "较大值", "en": "the greater of "},
    "formula_floor": {"zh": "向下取整", "en": "rounded down "},
    "formula_ceil": {"zh": "向上取整", "en": "rounded up "},
    "formula_round_half_up": {"zh": "四舍五入", "en": "rounded half up "},
    "formula_round_half_even": {"zh": "四舍六入五成双", "en": "rounded half to even "},
    "formula_round_half_down": {"zh": "五舍六入", "en": "rounded half down "},
    "formula_years": {"zh": "整年数", "en": "whole years between "},
    "formula_days": {"zh": "天数", "en": "days between "},
}
