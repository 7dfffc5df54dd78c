"""The differences between two policy files, in words."""

from __future__ import annotations

from creditbank.language import Locale, say

CONCERNS: dict[str, dict[Locale, str]] = {
    "effect": {"zh": "影响结果的改动", "en": "What may change answers"},
    "wording": {"zh": "只改文字", "en": "Wording only"},
    "examples": {"zh": "例子的改动", "en": "Examples"},
}

SENTENCES: dict[str, dict[Locale, str]] = {
    "added": {"zh": "新增{part}：{new}", "en": "{part} is new: {new}"},
    "removed": {"zh": "删去{part}：{old}", "en": "{part} is gone: {old}"},
    "changed": {
        "zh": "{part}的{field}由“{old}”改为“{new}”",
        "en": "{field} of {part} was “{old}” and is “{new}”",
    },
    "added_field": {
        "zh": "{part}增加{field}：“{new}”",
        "en": "{part} gains {field}: “{new}”",
    },
    "removed_field": {
        "zh": "{part}去掉{field}：“{old}”",
        "en": "{part} loses {field}: “{old}”",
    },
    "moved": {
        "zh": "{part}的先后次序由“{old}”改为“{new}”",
        "en": "the order of {part} was “{old}” and is “{new}”",
    },
}

PARTS: dict[str, dict[Locale, str]] = {
    "": {"zh": "办法", "en": "the policy"},
    "rule": {"zh": "规则", "en": "rule"},
    "gate": {"zh": "前提", "en": "condition for all"},
    "cap": {"zh": "上限", "en": "cap"},
    "minimum": {"zh": "下限", "en": "minimum"},
    "group": {"zh": "分组", "en": "group"},
    "window": {"zh": "申请时间", "en": "window"},
    "finding": {"zh": "认定事项", "en": "finding"},
    "step": {"zh": "环节", "en": "step"},
    "example": {"zh": "例子", "en": "example"},
    "constant": {"zh": "常数", "en": "constant"},
    "fact": {"zh": "事实", "en": "fact"},
}

FIELDS: dict[str, dict[Locale, str]] = {
    "when": {"zh": "条件", "en": "condition"},
    "credits": {"zh": "学分", "en": "credits"},
    "grade": {"zh": "成绩", "en": "grade"},
    "effect": {"zh": "效果", "en": "effect"},
    "published": {"zh": "原文", "en": "published wording"},
    "clause": {"zh": "条款", "en": "clause"},
    "max": {"zh": "最多", "en": "the most"},
    "min": {"zh": "最少", "en": "the least"},
    "counts": {"zh": "计量", "en": "what is counted"},
    "over": {"zh": "计算范围", "en": "what it is counted over"},
    "where": {"zh": "适用于", "en": "where it applies"},
    "bites": {"zh": "超出时", "en": "what happens past it"},
    "days": {"zh": "天数", "en": "days"},
    "after": {"zh": "起算日", "en": "the day it starts from"},
    "by": {"zh": "由谁", "en": "who"},
    "asks": {"zh": "问题", "en": "question"},
    "title": {"zh": "名称", "en": "title"},
    "summary": {"zh": "摘要", "en": "summary"},
    "source": {"zh": "来源", "en": "source"},
    "effective": {"zh": "施行期限", "en": "period"},
    "from": {"zh": "起", "en": "from"},
    "to": {"zh": "止", "en": "to"},
    "programmes": {"zh": "专业", "en": "programmes"},
    "supersedes": {"zh": "接替", "en": "what it supersedes"},
    "version": {"zh": "版本", "en": "version"},
    "kept_by": {"zh": "沿用原版本的人", "en": "who keeps the old version"},
    "objective": {"zh": "优先目标", "en": "objective"},
    "ladders": {"zh": "等级表", "en": "ladders"},
    "tables": {"zh": "对照表", "en": "tables"},
}


def change_text(
    kind: str,
    part: str,
    name: str,
    field: str,
    old: str,
    new: str,
    locale: Locale,
) -> str:
    """Say one difference; a word of the file that has no word of ours stays as it is."""
    code = f"{kind}_field" if field and kind in {"added", "removed"} else kind
    facts = {
        "part": _part(part, name, locale),
        "field": _field(field, locale),
        "old": old,
        "new": new,
    }
    text = say(SENTENCES, code, facts, locale)
    return text[:1].upper() + text[1:]


def _part(part: str, name: str, locale: Locale) -> str:
    word = PARTS[part][locale] if part in PARTS else part
    if not name:
        return word
    return f"{word}“{name}”" if locale == "zh" else f"{word} “{name}”"


def _field(field: str, locale: Locale) -> str:
    words = [FIELDS[one][locale] if one in FIELDS else one for one in field.split(".")]
    return " · ".join(words)
