"""What stands in a policy file beside its rules: what they name, compare and prove."""

from __future__ import annotations

from creditbank.language.policy_form import Said, both

NAMED: dict[str, Said] = {
    "constant": both(
        ("constant", "名称；读作const.名称", "its name; read as const.NAME"),
        ("value", "数值", "its value"),
    ),
    "fact_declared": both(
        ("fact", "名称，如item.special", "its name, such as item.special"),
        ("type", "类型", "text, number, date or list"),
        ("min", "数值的下限，没有就不写", "the least the number can be, if any"),
        ("max", "数值的上限，没有就不写", "the most the number can be, if any"),
    ),
    "derived": both(
        ("derived", "名称；读作derived.名称", "its name; read as derived.NAME"),
        ("cases", "依次看，取第一个成立的", "the first whose conditions hold"),
    ),
    "derived_case": both(
        ("word", "一个词", "a word"),
        ("number", "一个公式", "a formula; then the fact has a unit"),
        ("table", "查表（查找表或分段）", "the row of a lookup or bands, by name"),
    ),
    "lookup": both(
        ("lookup", "名称；读作lookup.名称", "its name; read as lookup.NAME"),
        ("keys", "依次按哪些事实查", "the facts it is looked up by, in turn"),
        ("rows", "各行；*是其余的值", "its rows; * is the row for every other value"),
    ),
    "bands": both(
        ("bands", "名称；读作band.名称", "its name; read as band.NAME"),
        ("of", "分段的数（公式）", "the number that is cut into bands: a formula"),
        ("rows", "各段，由低到高", "the bands, lowest first"),
        ("gaps", "yes：空隙是本意", "yes: holes between bands are meant"),
    ),
    "band": both(
        ("from", "从（含）", "its lower end, included"),
        ("to", "到（含）", "its upper end, included; absent: open"),
        ("value", "取值", "what it gives"),
    ),
    "distribution": both(
        ("distribution", "名称", "its name"),
        (
            "grades",
            "由高到低各等级的百分比",
            "the share of each grade from the top, in percent",
        ),
    ),
    "example": both(
        ("example", "名称", "its name"),
        ("of", "哪条规则的示例", "the rule it is an example of"),
        (
            "kind",
            "种类；每条规则须有yes、no、boundary",
            "each rule needs a yes, a no, a boundary",
        ),
        ("says", "原文的字句", "the source's wording for it"),
        ("case", "案例（CASE）", "a CASE"),
        ("expect", "应有的结果（ANSWER的任何部分）", "any part of the ANSWER"),
    ),
    "case": both(
        ("learner", "学习者的事实", "facts of the learner"),
        (
            "programme",
            "专业：courses课程、terms学期及其他事实",
            "the programme: its courses, terms and facts",
        ),
        ("portfolio", "成果，每项有id", "the holdings, each with its id"),
        ("prior", "已入账的记录", "lines posted earlier"),
        ("purpose", "用途", "the purpose"),
        ("as_of", "申请日期", "the date of the claim"),
        ("findings", "已作的判断", "what was judged"),
        (
            "choices",
            "哪项成果申请哪门课程",
            "which holding is asked for at which course",
        ),
        ("objective", "学习者要的“最好”", "what “best” means to the learner"),
        ("salt", "随机数", "a random text"),
        ("expect", "应有的结果", "what is expected"),
    ),
    "expect": both(
        ("decision", "yes、no或undecided", "yes, no or undecided"),
        ("credits", "确定的学分", "the credits that are certain"),
        ("credits_max", "最多可能的学分", "the most that is possible"),
        ("lines", "各条记录，次序和多少不限", "lines, in any order and in part"),
        ("caps", "各上限用了多少", "what is used of each cap"),
        ("undecided", "哪些还没有结论", "what is undecided"),
        ("best", "最优的选择", "the best selection"),
    ),
}

JOINED: Said = both(
    ("any_of", "其中一组成立即可", "one of these tables of conditions holds"),
    ("all_of", "各组都成立", "all of these tables of conditions hold"),
    ("none_of", "各组都不成立", "none of these tables of conditions holds"),
    ("holds", "另有一项成果符合", "another holding of the portfolio is like this"),
    ("lacks", "没有另一项成果符合", "no other holding of the portfolio is like this"),
    ("posted", "已有记录符合", "a line posted earlier is like this"),
    ("not_posted", "没有已入账的记录符合", "no line posted earlier is like this"),
)

TESTS: Said = both(
    ("in", "是其中之一", "is one of them"),
    ("not", "都不是", "is none of them"),
    ("min", "至少", "at least; a number, formula or date"),
    ("max", "至多", "at most; a number, formula or date, that day included"),
    ("above", "多于", "more than"),
    ("below", "少于", "less than"),
    (
        "at_least",
        "在等级表on上不低于",
        "on the ladder, this or higher; a word or a field",
    ),
    (
        "at_most",
        "在等级表on上不高于",
        "on the ladder, this or lower; a word or a field",
    ),
    (
        "in_table",
        "在对照表on中由这个事实选出的一行里",
        "is in the row of the table that the field picks",
    ),
    ("same_as", "与另一事实相同", "equals another field"),
    ("not_same_as", "与另一事实不同", "does not equal another field"),
    ("has", "列表中有其一", "the list has one of them"),
    ("lacks", "列表中都没有", "the list has none of them"),
    ("on", "哪个等级表或对照表", "the ladder or table, by name"),
)
