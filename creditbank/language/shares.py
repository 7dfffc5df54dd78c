"""Shares in words: where a link stands, and what someone with it did.

No word here is said of a credential, and none of checks.py of a link (a test).
"""

from __future__ import annotations

from creditbank.language import Locale

STATES: dict[str, dict[Locale, str]] = {
    "open": {"zh": "可以打开", "en": "Opens"},
    "withdrawn": {"zh": "链接已收回", "en": "Link withdrawn"},
    "ended": {"zh": "链接已到结束时间", "en": "Link has ended"},
    "locked": {"zh": "链接已锁定", "en": "Link locked"},
}

VISITS: dict[str, dict[Locale, str]] = {
    "opened": {"zh": "打开", "en": "Opened"},
    "opened_with_pin": {"zh": "用访问码打开", "en": "Opened with the PIN"},
    "wrong_pin": {"zh": "访问码输错", "en": "A wrong PIN"},
}
