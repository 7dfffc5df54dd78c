"""The sentences of a condition that is open: its fact is unknown, or decides nothing."""

from __future__ import annotations

from creditbank.language import Locale

OPEN: dict[str, dict[Locale, str]] = {
    "fact_unknown": {
        "zh": "“{rule}”（{clause}）要求{field}{requirement}，但该信息未登记或未公布。",
        "en": (
            "“{rule}” ({clause}) needs {field} to be {requirement}, "
            "but that is not recorded or not published."
        ),
    },
    "compared_fact_unknown": {
        "zh": (
            "“{rule}”（{clause}）要求{field}{requirement}；现在是{found}，"
            "但{unknown}未登记或未公布，无法比较。"
        ),
        "en": (
            "“{rule}” ({clause}) needs {field} to be {requirement}; it is {found}, "
            "but {unknown} is not recorded or not published."
        ),
    },
    "fact_not_comparable": {
        "zh": (
            "“{rule}”（{clause}）要求{field}{requirement}，但登记的是“{found}”，"
            "无法与之比较。"
        ),
        "en": (
            "“{rule}” ({clause}) needs {field} to be {requirement}, but what is "
            "recorded, “{found}”, cannot be compared with that."
        ),
    },
    "day_not_decided": {
        "zh": (
            "“{rule}”（{clause}）要求{field}{requirement}，但那一年没有对应的日子，"
            "原文没有说明算{first}还是{second}；现在是{found}：一种读法符合，另一种不符合。"
        ),
        "en": (
            "“{rule}” ({clause}) needs {field} to be {requirement}, but that year has "
            "no such day, and the source does not say whether {first} or {second} is "
            "meant: {found} meets the one and not the other."
        ),
    },
}
