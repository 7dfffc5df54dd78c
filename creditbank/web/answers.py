"""How JSON answers are written: by orjson, as the documents we sign are."""

from __future__ import annotations

import orjson
from flask.json.provider import DefaultJSONProvider


class JSONProvider(DefaultJSONProvider):
    """Flask's own words for dates and decimals; always compact, and sorted by name."""

    def dumps(self, obj: object, **_kwargs: object) -> str:
        return orjson.dumps(
            obj, default=self.default, option=orjson.OPT_SORT_KEYS
        ).decode()
