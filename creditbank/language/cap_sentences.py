"""The sentences of caps and minimums: by what they count, and over what."""

from __future__ import annotations

from creditbank.language import Locale

CAPS: dict[str, dict[Locale, str]] = {
    "cap_credits_all": {
        "zh": "超过上限“{rule}”（{clause}）：已用{used}学分，本项{asked}，最多{max}。",
        "en": (
            "Over the cap “{rule}” ({clause}): {used} {used:credit is|credits are} used, this asks "
            "{asked}, at most {max} {max:is|are} allowed."
        ),
    },
    "cap_credits_item": {
        "zh": (
            "超过每项成果的上限“{rule}”（{clause}）：已用{used}学分，"
            "本项{asked}，最多{max}。"
        ),
        "en": (
            "Over the cap for one outcome, “{rule}” ({clause}): {used} "
            "{used:credit is|credits are} used, this asks {asked}, at most {max} {max:is|are} allowed."
        ),
    },
    "cap_credits_target": {
        "zh": (
            "超过每门课程的上限“{rule}”（{clause}）：已用{used}学分，"
            "本项{asked}，最多{max}。"
        ),
        "en": (
            "Over the cap for one course, “{rule}” ({clause}): {used} "
            "{used:credit is|credits are} used, this asks {asked}, at most {max} {max:is|are} allowed."
        ),
    },
    "cap_lines_all": {
        "zh": "超过门数上限“{rule}”（{clause}）：已有{used}门，最多{max}门。",
        "en": (
            "Over the cap “{rule}” ({clause}): {used} {used:course is|courses are} used, "
            "at most {max} {max:is|are} allowed."
        ),
    },
    "cap_lines_item": {
        "zh": "每项成果最多用{max}次（“{rule}”，{clause}），已用{used}次。",
        "en": (
            "An outcome may be used {max} {max:time|times} at most (“{rule}”, "
            "{clause}); it is used {used} {used:time|times}."
        ),
    },
    "cap_lines_target": {
        "zh": "每门课程最多转换{max}次（“{rule}”，{clause}），{over}已有{used}次。",
        "en": (
            "A course may be converted {max} {max:time|times} at most (“{rule}”, "
            "{clause}); {over} is converted {used} {used:time|times}."
        ),
    },
    "cap_trimmed": {
        "zh": "上限“{rule}”（{clause}）为{max}：{full}学分减为{credits}。",
        "en": (
            "The cap “{rule}” ({clause}) is {max}: {full} {full:credit is|credits are} cut to {credits}."
        ),
    },
    "cap_credits_group": {
        "zh": "超过上限“{rule}”（{clause}，{over}）：已用{used}学分，本项{asked}，最多{max}。",
        "en": (
            "Over the cap “{rule}” ({clause}, {over}): {used} "
            "{used:credit is|credits are} used, this asks {asked}, at most {max} {max:is|are} allowed."
        ),
    },
    "cap_lines_group": {
        "zh": "超过上限“{rule}”（{clause}，{over}）：已有{used}项，最多{max}项。",
        "en": (
            "Over the cap “{rule}” ({clause}, {over}): {used} {used:is|are} used, at "
            "most {max} {max:is|are} allowed."
        ),
    },
    "cap_items_all": {
        "zh": "超过上限“{rule}”（{clause}）：已用{used}项成果，最多{max}项。",
        "en": (
            "Over the cap “{rule}” ({clause}): {used} {used:holding is|holdings are} used, "
            "at most {max} {max:is|are} allowed."
        ),
    },
    "cap_items_item": {
        "zh": "超过上限“{rule}”（{clause}）：该成果已用，最多{max}项。",
        "en": "Over the cap “{rule}” ({clause}): this holding is used, at most {max}.",
    },
    "cap_items_target": {
        "zh": "超过上限“{rule}”（{clause}）：课程{over}已用{used}项成果，最多{max}项。",
        "en": (
            "Over the cap “{rule}” ({clause}): course {over} has {used} "
            "{used:holding|holdings}, at most {max} {max:is|are} allowed."
        ),
    },
    "cap_items_group": {
        "zh": "“{rule}”（{clause}，{over}）：同类中只能用{max}项，已用{used}项。",
        "en": (
            "“{rule}” ({clause}, {over}): of these at most {max} may be used, and "
            "{used} {used:is|are}."
        ),
    },
    "cap_refused_credits": {
        "zh": (
            "上限“{rule}”（{clause}）：一次申请超过上限时全部不认定。已用{used}学分，"
            "这次共申请{asked}，最多{max}；少申请一些，其余可以认定。"
        ),
        "en": (
            "The cap “{rule}” ({clause}) refuses all that is asked for when it is too "
            "much: {used} {used:credit is|credits are} used, {asked} {asked:is|are} "
            "asked for, at most {max} {max:is|are} allowed. Ask for less, and the rest "
            "has room."
        ),
    },
    "cap_refused_lines": {
        "zh": (
            "上限“{rule}”（{clause}）：一次申请超过上限时全部不认定。已用{used}门，"
            "这次共申请{asked}门，最多{max}门；少申请几门，其余可以认定。"
        ),
        "en": (
            "The cap “{rule}” ({clause}) refuses all that is asked for when it is too "
            "much: {used} {used:course is|courses are} used, {asked} {asked:is|are} "
            "asked for, at most {max} {max:is|are} allowed. Ask for fewer, and the rest "
            "has room."
        ),
    },
    "cap_refused_items": {
        "zh": (
            "上限“{rule}”（{clause}）：一次申请超过上限时全部不认定。已用{used}项成果，"
            "这次共申请{asked}项，最多{max}项；少申请几项，其余可以认定。"
        ),
        "en": (
            "The cap “{rule}” ({clause}) refuses all that is asked for when it is too "
            "much: {used} {used:holding is|holdings are} used, {asked} {asked:is|are} "
            "asked for, at most {max} {max:is|are} allowed. Ask for fewer, and the rest "
            "has room."
        ),
    },
    "cap_place_unknown": {
        "zh": "哪些项计入上限“{rule}”（{clause}），要看{field}，而它未登记或未判断。",
        "en": (
            "What counts under the cap “{rule}” ({clause}) depends on {field}, which is "
            "not recorded or not judged yet."
        ),
    },
    "minimum_credits": {
        "zh": "未达到最低要求“{rule}”（{clause}）：{reached}学分，至少{min}。",
        "en": (
            "The minimum “{rule}” ({clause}) is not reached: {reached} "
            "{reached:credit|credits}, at least {min} {min:is|are} needed."
        ),
    },
    "minimum_lines": {
        "zh": "未达到最低要求“{rule}”（{clause}）：{reached}门，至少{min}门。",
        "en": (
            "The minimum “{rule}” ({clause}) is not reached: {reached} "
            "{reached:course|courses}, at least {min} {min:is|are} needed."
        ),
    },
    "minimum_items": {
        "zh": "未达到最低要求“{rule}”（{clause}）：{reached}项，至少{min}项。",
        "en": (
            "The minimum “{rule}” ({clause}) is not reached: {reached} "
            "{reached:holding|holdings}, at least {min} {min:is|are} needed."
        ),
    },
}
