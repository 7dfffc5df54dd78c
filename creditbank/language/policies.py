"""The faults of a policy file, in plain words for whoever wrote it."""

from __future__ import annotations

from creditbank.language import Locale

FAULTS: dict[str, dict[Locale, str]] = {
    "too_large": {
        "zh": "文件超过{max}字节",
        "en": "the file is larger than {max} bytes",
    },
    "not_utf8": {"zh": "文件不是UTF-8编码", "en": "the file is not UTF-8"},
    "not_yaml": {"zh": "不是YAML：{problem}", "en": "this is not YAML: {problem}"},
    "empty": {"zh": "文件是空的", "en": "the file is empty"},
    "anchor_or_alias": {
        "zh": "不能使用锚点（&）和别名（*），请把内容写全",
        "en": "anchors (&) and aliases (*) are not allowed; write it out",
    },
    "tag": {"zh": "不能使用标签（!）", "en": "tags (!) are not allowed"},
    "too_deep": {"zh": "嵌套太深", "en": "this is nested too deep"},
    "too_many_parts": {
        "zh": "文件的内容超过{max}项",
        "en": "the file has more than {max} parts",
    },
    "formula_too_large": {
        "zh": "公式连同它所依据的分段和查找表太长，到“{name}”为止",
        "en": "the formula, with the bands and lookups it rests on, is too long at"
        " “{name}”",
    },
    "reads_itself_or_later": {
        "zh": "“{name}”读取了它自己或写在它后面的“{field}”",
        "en": "“{name}” reads itself, or “{field}”, which stands after it",
    },
    "goes_round": {
        "zh": "“{name}”经由别的条款又回到自己",
        "en": "“{name}” comes back to itself through others",
    },
    "check_too_long": {
        "zh": "核对这个文件超过{max}步；请拆成几个办法，或减少规则和示例",
        "en": "checking this file takes more than {max} steps; split it into several"
        " policies, or give it fewer rules and examples",
    },
    "language_not_known": {
        "zh": "language 必须是{known}",
        "en": "language must be {known}",
    },
    "not_a_table": {
        "zh": "这里应当是若干“名称: 值”",
        "en": "a table of “name: value” belongs here",
    },
    "not_a_list": {"zh": "“{name}”应当是列表", "en": "“{name}” must be a list"},
    "not_text": {"zh": "“{name}”应当是文字", "en": "“{name}” must be text"},
    "repeated_or_not_text": {
        "zh": "“{name}”写了两次，或者名称不是文字",
        "en": "“{name}” stands twice, or is not text",
    },
    "missing": {"zh": "缺少“{name}”", "en": "“{name}” is missing"},
    "unknown_member": {
        "zh": "不认识“{name}”，请检查拼写",
        "en": "“{name}” is not known here; check the spelling",
    },
    "bad_value": {
        "zh": "“{name}”的值“{value}”无法读懂",
        "en": "“{value}” cannot be read as {name}",
    },
    "repeated": {
        "zh": "案例的“{name}”中，“{value}”出现了不止一次，只能写一次",
        "en": "“{value}” stands more than once as {name} of the case; state it once",
    },
    "not_one_of": {
        "zh": "“{name}”只能是：{known}",
        "en": "“{name}” must be one of: {known}",
    },
    "ends_before_it_starts": {
        "zh": "截止日期早于开始日期",
        "en": "the period ends before it starts",
    },
    "name_used_twice": {
        "zh": "名称“{name}”用了两次",
        "en": "the name “{name}” is used twice",
    },
    "list_not_one_value": {
        "zh": "“{field}”是列表，这里要用只有一个值的事实",
        "en": "“{field}” is a list; here a fact with one value is needed",
    },
    "unknown_field": {
        "zh": "没有“{field}”这项事实，请检查拼写",
        "en": "there is no fact “{field}”; check the spelling",
    },
    "not_a_number_field": {
        "zh": "“{field}”不是数值，不能用于计算",
        "en": "“{field}” is not a number and cannot be reckoned with",
    },
    "relation_needed": {
        "zh": "“{field}”需要一种比较：{known}",
        "en": "“{field}” needs a comparison: {known}",
    },
    "relation_does_not_fit": {
        "zh": "“{field}”不能用“{name}”比较",
        "en": "“{field}” cannot be compared by “{name}”",
    },
    "not_on_ladder": {
        "zh": "等级表“{name}”中没有“{value}”",
        "en": "“{value}” is not on the ladder “{name}”",
    },
    "not_a_date_field": {
        "zh": "“{field}”不是日期",
        "en": "“{field}” is not a date",
    },
    "units_differ": {
        "zh": "单位不同：{one}与{two}",
        "en": "the units differ: {one} and {two}",
    },
    "wrong_unit": {
        "zh": "“{formula}”的单位是{one}，这里应为{two}；请除以带单位的常数",
        "en": "“{formula}” is in {one}, and {two} belong here; divide by a constant with its unit",
    },
    "empty_list": {"zh": "“{name}”是空的", "en": "“{name}” is empty"},
    "empty_text": {"zh": "“{name}”没有内容", "en": "“{name}” says nothing"},
    "code_of_another": {
        "zh": "代码“{value}”应以本机构的代码“{authority}”加“/”开头",
        "en": "the code “{value}” must begin with the authority's own: “{authority}/”",
    },
    "min_above_max": {
        "zh": "最小值{low}大于最大值{high}",
        "en": "the least, {low}, is more than the most, {high}",
    },
    "word_never_given": {
        "zh": "这项认定不会是“{value}”，只能是：{known}",
        "en": "this finding is never “{value}”, only: {known}",
    },
    "one_value_needed": {
        "zh": "这里需要且只能有一种：{known}",
        "en": "exactly one of these belongs here: {known}",
    },
    "fact_of_what": {
        "zh": "“{name}”应以 item.、learner.、programme. 或 target. 开头",
        "en": "“{name}” must begin with item., learner., programme. or target.",
    },
    "row_twice": {
        "zh": "“{name}”中有重复的值",
        "en": "a value stands twice in “{name}”",
    },
    "bands_overlap": {
        "zh": "分段重叠：{one}与{two}",
        "en": "the bands overlap: {one} and {two}",
    },
    "bands_leave_a_hole": {
        "zh": "分段之间有空隙：{one}到{two}；如确实如此，请写 gaps: yes",
        "en": "the bands leave a hole from {one} to {two}; write “gaps: yes” if it is meant",
    },
    "not_a_hundred": {
        "zh": "各等级比例之和为{found}，应为100",
        "en": "the shares add up to {found}, not to 100",
    },
    "bundle_without_target": {
        "zh": "bundle 与 without_target 不能同时使用",
        "en": "bundle and without_target cannot stand together",
    },
    "step_is_no_amount": {
        "zh": "step 须为固定的学分数：大于零，至多两位小数",
        "en": "step is a fixed number of credits: above zero, with two decimals at most",
    },
    "ties_of_midpoints_only": {
        "zh": "只有取中（midpoint）才会同样接近，“ties”用不上",
        "en": "only middles can be equally close; “ties” goes with by: midpoint",
    },
    "trims_credits_only": {
        "zh": "只有按学分计的上限才能裁减（trim）",
        "en": "only a cap that counts credits can trim",
    },
    "finding_not_read": {
        "zh": (
            "示例“{example}”的判断“{finding}”（{value}，由{by}作出）不会被采用："
            "办法没有向该角色要这样的判断"
        ),
        "en": (
            "example “{example}”: the finding “{finding}” ({value}, by {by}) is not "
            "read; the policy asks no such finding of that role"
        ),
    },
    "unknown_name": {
        "zh": "没有名为“{name}”的规则或上限",
        "en": "nothing in this policy is named “{name}”",
    },
    "rule_unreachable": {
        "zh": "规则“{rule}”永远用不到：“{by}”总在它之前",
        "en": "rule “{rule}” is never reached: “{by}” always comes before it",
    },
    "rules_overlap": {
        "zh": "规则“{rule}”与“{by}”有时同时适用，此时用“{by}”",
        "en": "rules “{rule}” and “{by}” sometimes both apply; then “{by}” does",
    },
    "grades_equally_close": {
        "zh": "与成绩{grade}同样接近的有{readings}，原文若有规定，请写“ties”；否则成绩未定",
        "en": (
            "{readings} are equally close to the grade {grade}; if the source says which "
            "is taken, write “ties”, else the grade is open"
        ),
    },
    "caps_apart": {
        "zh": "上限“{cap}”写在“{within}”之内，但没有什么会同时计入二者，请检查条件",
        "en": (
            "the cap “{cap}” stands inside “{within}”, yet nothing can count under both; "
            "check their conditions"
        ),
    },
    "cap_never_bites": {
        "zh": "上限“{cap}”（{max}）高于它所在的“{within}”（{outer}），不会起作用",
        "en": (
            "the cap “{cap}” ({max}) is above “{within}” ({outer}), inside which it "
            "stands: it never bites"
        ),
    },
    "rule_never_holds": {
        "zh": "规则“{rule}”的条件互相矛盾，永远不会适用",
        "en": "the conditions of rule “{rule}” contradict each other: it never holds",
    },
    "window_never_opens": {
        "zh": "申请时间“{window}”在开始之前就已截止",
        "en": "the window “{window}” closes before it opens",
    },
    "rules_leave_a_hole": {
        "zh": "规则“{by}”与“{rule}”之间，{field}从{one}到{two}没有规则；请确认原文如此",
        "en": "between rules “{by}” and “{rule}” no rule speaks of {field} from {one} to"
        " {two}; see whether that is meant",
    },
    "credits_not_rounded": {
        "zh": "规则“{rule}”的学分可能不是0.01的整数倍（{given}时为{found}）；请写明如何取整",
        "en": "the credits of rule “{rule}” need not be a multiple of 0.01 ({found} for"
        " {given}); name a rounding",
    },
    "no_such_rule": {
        "zh": "“line.rule”提到“{rule}”，本办法没有这条规则，条件永远不会满足",
        "en": "“line.rule” names “{rule}”, which is no rule of this policy: nothing meets it",
    },
    "unknown_code": {
        "zh": "没有代码为“{value}”的成果或课程",
        "en": "no outcome or course has the code “{value}”",
    },
    "example_differs": {
        "zh": "示例“{example}”的结果不同：{place}",
        "en": "example “{example}” answers otherwise: {place}",
    },
    "example_proves_nothing": {
        "zh": "示例“{example}”（{kind}）没有证明规则“{rule}”：yes须由它得分，"
        "no须不由它得分，boundary须写明expect",
        "en": "example “{example}” ({kind}) proves nothing of rule “{rule}”: a yes "
        "earns by it, a no does not, a boundary states what it expects",
    },
    "rule_lacks_examples": {
        "zh": "规则“{rule}”缺少示例：{kinds}",
        "en": "rule “{rule}” lacks examples: {kinds}",
    },
    "rule_unnoticed": {
        "zh": "删去规则“{rule}”，没有任何示例会发现",
        "en": "rule “{rule}” could be removed without any example noticing",
    },
    "versions_by_different_dates": {
        "zh": "{code}各版本按不同的日期适用",
        "en": "the versions of {code} apply by different dates",
    },
    "versions_overlap": {
        "zh": "{code}的版本{one}与{two}在{day}同时有效",
        "en": "versions {one} and {two} of {code} are both in force on {day}",
    },
    "versions_leave_a_hole": {
        "zh": "{code}的版本{one}与{two}之间，{day}没有有效版本",
        "en": "between versions {one} and {two} of {code} none is in force on {day}",
    },
    "cycle_gains_credit": {
        "zh": "循环转换会凭空增加学分：{schemes}（×{gain}）",
        "en": "a cycle of conversions gains credit: {schemes} (× {gain})",
    },
    "rate_not_bounded": {
        "zh": "{code}的规则“{rule}”按“{formula}”给学分，每1学分最多换得多少无从断定，"
        "因此未能查明循环转换会不会增加学分：{schemes}",
        "en": "rule “{rule}” of {code} gives {formula}: what one credit becomes at most "
        "could not be told, so whether a cycle gains credit is not checked: {schemes}",
    },
    "cycle_may_gain": {
        "zh": "由于{code}的规则“{rule}”，循环转换可能增加学分，最多×{gain}：{schemes}；"
        "未能证明不会",
        "en": "by rule “{rule}” of {code} a cycle of conversions may gain credit, at "
        "most × {gain}: {schemes}; that it does not could not be shown",
    },
    "unknown_ladder_or_table": {
        "zh": "没有名为“{name}”的等级表或对照表",
        "en": "no ladder or table is named “{name}”",
    },
}
