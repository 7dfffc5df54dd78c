"""What one changed input would have made of a refusal, as a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from creditbank.language import Locale, say
from creditbank.language.reasons import Names, field_name, value_text

NEAREST: dict[str, dict[Locale, str]] = {
    "value": {
        "zh": "如果{field}是{needed}（现在是{found}），这一项就可以认定，得{credits}学分。",
        "en": (
            "If {field} were {needed} (it is {found}), this would be recognized "
            "and earn {credits} {credits:credit|credits}."
        ),
    },
    "absent": {
        "zh": "如果{field}是{needed}（现在没有），这一项就可以认定，得{credits}学分。",
        "en": (
            "If {field} were {needed} (there is none now), this would be recognized "
            "and earn {credits} {credits:credit|credits}."
        ),
    },
    "list": {
        "zh": "如果{field}中还有{needed}，这一项就可以认定，得{credits}学分。",
        "en": (
            "If {field} included {needed}, this would be recognized "
            "and earn {credits} {credits:credit|credits}."
        ),
    },
    "as_of": {
        "zh": "如果在{needed}申请（而不是{found}），这一项就可以认定，得{credits}学分。",
        "en": (
            "Claimed on {needed} instead of {found}, this would be recognized "
            "and earn {credits} {credits:credit|credits}."
        ),
    },
}


def nearest_text(
    change: Mapping[str, str],
    locale: Locale,
    *,
    is_list: bool = False,
    names: Names | None = None,
) -> str:
    """Say the change of one input after which a line would be a yes."""
    field, found = change["field"], change["found"]
    if is_list:
        code = "list"
    elif field == "as_of":
        code = "as_of"
    else:
        code = "value" if found else "absent"
    spoken = {
        **change,
        "field": field_name(field, locale, names),
        "found": value_text(field, found, locale),
        "needed": value_text(field, change["needed"], locale),
    }
    return say(NEAREST, code, spoken, locale)
