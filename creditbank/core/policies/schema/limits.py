"""What limits rules: gates, groups, caps, minimums, windows."""

from __future__ import annotations

from creditbank.core.policies.fields import TERM_DATES
from creditbank.core.policies.parts import Bites, Counts
from creditbank.core.policies.reading_limits import OVER
from creditbank.core.policies.schema.shapes import (
    WHEN,
    Shape,
    cited,
    enum,
    list_of,
    of,
    where_it_is,
    without,
    words,
)

_OVER: Shape = {
    "anyOf": [words(OVER), of("fact"), list_of(of("fact"))],
}

_WINDOW = {
    **cited(
        "window",
        {
            "opens": of("date_formula"),
            "closes": of("date_formula"),
            "closes_possible": of("date_formula"),
            "after": words(TERM_DATES),
            "days": of("days"),
            "days_possible": of("days"),
        },
    ),
    "if": {"required": ["after"]},
    "then": {"required": ["days"], **without("opens", "closes", "closes_possible")},
    "else": {"required": ["opens", "closes"], **without("days", "days_possible")},
}

LIMITS: dict[str, Shape] = {
    "gate": cited("gate", WHEN),
    "group": {
        **cited(
            "group",
            {"by": _OVER, "highest": of("fact"), "on": of("text"), "nets": of("flag")},
            "by",
        ),
        "dependentRequired": {"highest": ["on"], "on": ["highest"]},
    },
    "cap": {
        **cited(
            "cap",
            {
                "counts": enum(Counts),
                "over": _OVER,
                "where": of("conditions"),
                "max": of("formula"),
                "bites": enum(Bites),
                "step": of("formula"),
                "within": of("text"),
            },
            "counts over max bites",
        ),
        **where_it_is(
            "bites",
            (Bites.TRIM.value,),
            {"properties": {"counts": words((Counts.CREDITS.value,))}},
            {},
        ),
    },
    "minimum": cited(
        "minimum",
        {
            "counts": enum(Counts),
            "where": of("conditions"),
            "needed_by": of("conditions"),
            "min": of("formula"),
        },
        "counts min",
    ),
    "window": _WINDOW,
}
