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
    "unknown_field": {
        "zh": "没有“{field}”这项事实，请检查拼写",
        "en": "there is no fact “{field}”; check the spelling",
    },
    "not_a_number_field": {
        "zh": "“{field}”不是数值，不能用于计算",
        "en": "“{field}” is not a number and cannot be reckoned with",
    },
    "field_not_here": {
        "zh": "这里不能使用“{field}”",
        "en": "“{field}” cannot be used here",
    },
    "one_relation_needed": {
        "zh": "“{field}”需要且只能有一种比较：in、not、min、max、at_least、in_table、same_as",
        "en": "“{field}” needs exactly one of: in, not, min, max, at_least, in_table, same_as",
    },
    "unknown_ladder_or_table": {
        "zh": "没有名为“{name}”的等级表或对照表",
        "en": "no ladder or table is named “{name}”",
    },
}
