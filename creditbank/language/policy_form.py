"""What each member of a policy file is: the words an editor shows beside it."""

from __future__ import annotations

from creditbank.language import Locale

Said = dict[str, dict[Locale, str]]


def both(*rows: tuple[str, str, str]) -> Said:
    return {name: {"zh": zh, "en": en} for name, zh, en in rows}


TITLE: dict[str, dict[Locale, str]] = {
    "policy": {
        "zh": "学分转换办法文件（办法语言第1版）",
        "en": "A credit policy file, language 1",
    },
    "reading": {
        "zh": "所有标量都按文字读取：007就是007，no是一个词。编辑器按YAML 1.2读取即可；"
        "数值、布尔值和空值凡可写文字之处都可以写。",
        "en": "Every scalar is read as text: 007 stays 007, no is a word. Let your editor"
        " read YAML 1.2; its numbers, booleans and nulls may stand wherever text may.",
    },
}

# Members that mean the same wherever they stand.
SHARED: Said = both(
    ("clause", "在原文中的条款", "where it stands in the source"),
    ("published", "原文的字句", "the source's own words"),
    ("when", "条件，全部成立才算", "conditions; all must hold"),
    ("zh", "中文", "in Chinese"),
    ("en", "英文", "in English"),
    ("says", "含义（中英文）", "what it means, in both languages"),
    ("asks", "要问的话（中英文）", "the question to put, in both languages"),
    ("unit", "单位；没有就是纯数", "its unit: credits, hours, hours/credit and so on"),
    ("where", "哪些记录计算在内", "which lines count"),
    ("counts", "按什么计", "what is counted: credits, lines, or different holdings"),
)

GRADE: Said = both(
    ("word", "固定的成绩", "a fixed grade"),
    ("formula", "算出的成绩", "a formula"),
    ("table", "查表（查找表或分段）", "a lookup or bands of words"),
    ("by", "按这个事实取值", "the fact that picks one of the values"),
    ("values", "每个值对应的成绩", "the grade for each value"),
    ("distribution", "按所占比例换算", "matched by shares from the top"),
)

MEMBERS: dict[str, Said] = {
    "policy": both(
        ("language", "办法语言的版本：1", "the version of this language: 1"),
        ("code", "办法编号：机构/名称", "the policy's code, authority/name"),
        (
            "version",
            "版本；一经发布不再改动",
            "its version, which is published once and never changes",
        ),
        ("title", "名称（中英文）", "its title in both languages"),
        ("summary", "摘要（中英文）", "a summary in both languages"),
        (
            "authority",
            "制定机构的代码；bank是本银行",
            "code of the institution; bank is the bank",
        ),
        ("purpose", "convert（转换）或deposit（存入）", "convert or deposit"),
        (
            "programmes",
            "适用的专业；不写即该机构全部专业",
            "the programmes it serves; absent: all of the authority's",
        ),
        ("source", "依据的文件", "the document it is taken from"),
        (
            "effective",
            "施行期限，以及按哪个日期选版本",
            "from when to when, and by which date",
        ),
        (
            "supersedes",
            "取代哪个版本，谁仍按旧版本",
            "the version it takes the place of, and who keeps the old one",
        ),
        ("scope", "整个办法对谁适用", "whom the whole policy is for"),
        (
            "objective",
            "什么叫“最好”：credits或objectives之一",
            "credits, or one of objectives",
        ),
        ("objectives", "“最好”的其他含义", "other meanings of “best”"),
        ("constants", "带单位的常数", "numbers of the policy, each with its unit"),
        ("facts", "办法自己要用的事实", "facts of your own, declared"),
        (
            "derived",
            "由别的事实得出的事实",
            "facts made of others, read as derived.NAME",
        ),
        ("ladders", "等级表，由低到高", "words in order, lowest step first"),
        ("tables", "对照表：每行一组词", "tables of words: each row a list"),
        (
            "lookups",
            "查找表，读作lookup.名称",
            "tables of numbers or words by one fact or more",
        ),
        ("bands", "分段表，读作band.名称", "scales cut into bands, read as band.NAME"),
        (
            "distributions",
            "各等级所占百分比",
            "shares of grades from the top, in percent",
        ),
        ("findings", "须由人判断的事项", "what a person must judge, as named inputs"),
        ("gates", "每条记录都须满足的条件", "conditions every line must meet"),
        ("rules", "规则，按书写次序", "what each clause gives, tried in their order"),
        (
            "groups",
            "同组只取最高",
            "of holdings that belong together the highest counts",
        ),
        ("caps", "上限", "the most that may be given"),
        ("minimums", "下限", "lines that fall unless so much is reached"),
        ("windows", "申请时间", "when claims may be submitted"),
        ("steps", "还须谁同意，公示几日", "who must agree, and public notices"),
        ("common_case", "各示例共有的内容", "what all examples share"),
        (
            "examples",
            "示例：案例与应有的结果",
            "cases with the source's wording, and answers",
        ),
    ),
    "source": both(
        ("document", "文件名称", "the document's name"),
        ("completeness", "原文是否完整", "how much of it was published"),
        ("address", "网址", "where it can be read"),
        ("number", "文号", "its number"),
        ("date", "日期", "its date"),
    ),
    "effective": both(
        ("by", "按哪个日期选版本", "the date that picks the version"),
        ("from", "自哪一天起", "the first day"),
        ("to", "到哪一天止（含当天）", "the last day, included; absent: open"),
    ),
    "supersedes": both(
        ("version", "被取代的版本", "the version it takes the place of"),
        (
            "kept_by",
            "谁仍按旧版本（条件）",
            "who keeps the old one: conditions on the learner",
        ),
    ),
    "scope": both(("scope", "名称", "a name")),
    "objective": both(("objective", "名称", "its name")),
    "rule": both(
        ("rule", "规则名，用于理由", "its name, used in reasons"),
        ("effect", "记录的性质", "what the line does in the learner's record"),
        (
            "credits",
            "学分：公式，或分情况",
            "a formula; 0 for an effect without credits",
        ),
        ("grade", "要记录的成绩", "the grade to record, if any"),
        ("bundle", "这些课程，全有或全无", "these courses, all or none"),
        (
            "without_target",
            "yes：不计入任何课程（如选修学分）",
            "yes: gives credit to no course (a bucket of electives)",
        ),
        ("with", "同时要用的其他成果", "further holdings the line draws on"),
        (
            "fallback",
            "yes：前面的规则都没有给课程时才用",
            "yes: only where no earlier rule gives the holding any course of the programme",
        ),
        (
            "alternative_to",
            "可代替哪条规则放不下的记录",
            "the rule whose line it may take the place of, where that finds no room",
        ),
        (
            "term",
            "说明所属学期的事实；每学期一次",
            "the fact that names the term of the use: one live award a term",
        ),
        (
            "consumes",
            "消耗多少银行学分（公式）",
            "formula: how much bank value the line spends",
        ),
    ),
    "with": both(("holding", "名称；读作名称.score", "its name; read as NAME.score")),
    "piece": both(("value", "公式", "a formula")),
    "grade_case": GRADE,
    "grade": {
        **GRADE,
        **both(("cases", "依次看，取第一个成立的", "the first whose conditions hold")),
    },
    "matching": both(
        ("from", "原等级分布", "the distribution it comes from"),
        ("to", "目标等级分布", "the distribution it goes to"),
        ("grade", "原成绩所在的事实", "the fact that holds the grade"),
        ("by", "取中、取高或取低", "midpoint, highest or lowest of those that overlap"),
        (
            "ties",
            "同样接近时取较高或较低",
            "of those equally close, the highest or the lowest; absent: it is open",
        ),
    ),
    "gate": both(("gate", "名称", "its name")),
    "group": both(
        ("group", "名称", "its name"),
        ("by", "同组的依据", "one fact or a list; lines with the same belong together"),
        ("highest", "按哪个事实比高低", "the fact compared; without it, credits"),
        ("on", "用哪个等级表", "the ladder it is compared on"),
        (
            "nets",
            "yes：扣除已入账的，只给差额",
            "yes: what is posted is set off; only the difference is given",
        ),
    ),
    "cap": both(
        ("cap", "名称", "its name"),
        (
            "over",
            "分开计算的依据",
            "all, item, target, one fact or a list: counted apart",
        ),
        ("max", "最多（公式，含本数）", "the most: a formula; inclusive"),
        (
            "bites",
            "超出时：全部不给、只取整条、裁减",
            "refuse all asked under it, keep the best whole lines, or trim lines to fit",
        ),
        ("step", "裁减到它的整数倍", "trimmed lines are multiples of it"),
        ("within", "在哪个上限之内", "the cap this one stands inside"),
    ),
    "minimum": both(
        ("minimum", "名称", "its name"),
        ("needed_by", "达不到时哪些记录落空", "the lines that fall without it"),
        ("min", "最少（公式）", "the least: a formula"),
    ),
    "window": both(
        ("window", "名称", "its name"),
        ("opens", "开始日期", "the first day"),
        ("closes", "截止日期（含当天）", "the last day, included"),
        (
            "closes_possible",
            "原文可能包含的最后一天",
            "the last day the wording may admit",
        ),
        ("after", "从学期的哪个日期数起", "the date of a term it is counted from"),
        ("days", "几天，第一天也算", "how many days; the first day counts as one"),
        (
            "days_possible",
            "原文可能包含的天数",
            "as many days as the wording may admit",
        ),
    ),
    "finding": both(
        ("finding", "名称；读作finding.名称", "its name; read as finding.NAME"),
        ("by", "由谁判断", "who may give it"),
        ("unit", "单位，或yes_no、one_of、group", "a unit, or yes_no, one_of, group"),
        ("words", "one_of可选的词", "the words of one_of"),
        ("min", "最小", "the least it can be"),
        ("max", "最大", "the most it can be"),
        (
            "leaves_open",
            "yes：不是判断，是原文没有写明",
            "yes: not a judgement; the wording leaves it open",
        ),
    ),
    "step": both(
        ("step", "名称", "its name"),
        ("by", "由谁同意", "who must agree before recognition"),
        ("notice_days", "公示几日", "days of public notice"),
    ),
}
