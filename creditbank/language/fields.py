"""What is wrong with one field of what was sent."""

from __future__ import annotations

import re

from creditbank.language import Locale

# What marshmallow says of a field, as a pattern of its whole message.
MESSAGES: dict[str, dict[Locale, str]] = {
    r"Missing data for required field\.": {
        "zh": "缺少这一项。",
        "en": "This field is missing.",
    },
    r"Unknown field\.": {"zh": "没有这一项。", "en": "There is no such field."},
    r"Field may not be null\.": {"zh": "不能为空。", "en": "It may not be null."},
    r"Not a valid (?:utf-8 )?string\.": {
        "zh": "应当是文字。",
        "en": "It must be text.",
    },
    r"Not a valid integer\.": {
        "zh": "应当是整数。",
        "en": "It must be a whole number.",
    },
    r"Not a valid boolean\.": {
        "zh": "应当是 true 或 false。",
        "en": "It must be true or false.",
    },
    r"Not a valid list\.": {"zh": "应当是列表。", "en": "It must be a list."},
    r"Invalid (?:input )?type\.|Not a valid mapping type\.": {
        "zh": "应当是对象。",
        "en": "It must be an object.",
    },
    r"Shorter than minimum length (?P<least>\d+)\.": {
        "zh": "至少需要{least}个。",
        "en": "It needs at least {least}.",
    },
    r"Longer than maximum length (?P<most>\d+)\.": {
        "zh": "最多{most}个。",
        "en": "It may have at most {most}.",
    },
    r"Length must be between (?P<least>\d+) and (?P<most>\d+)\.": {
        "zh": "长度应当在{least}到{most}之间。",
        "en": "Its length must be from {least} to {most}.",
    },
    r"Length must be (?P<exact>\d+)\.": {
        "zh": "长度应当是{exact}。",
        "en": "Its length must be {exact}.",
    },
    r"Must be greater than or equal to (?P<least>\d+) and "
    r"less than or equal to (?P<most>\d+)\.": {
        "zh": "应当在{least}到{most}之间。",
        "en": "It must be from {least} to {most}.",
    },
    r"Must be one of: (?P<choices>.+)\.": {
        "zh": "只能是：{choices}。",
        "en": "It must be one of: {choices}.",
    },
    r"(?s:.*)": {"zh": "内容无法接受。", "en": "It cannot be accepted."},
}


def message_text(message: str, locale: Locale) -> str:
    """Say in the reader's language what a schema says of a field."""
    found = ((said, re.fullmatch(one, message)) for one, said in MESSAGES.items())
    said, matched = next((said, match) for said, match in found if match)
    return said[locale].format_map(matched.groupdict())
