"""What is said to whom a password, a letter's link or a share's link lets in or not."""

from __future__ import annotations

from creditbank.language import Locale

AT_THE_DOOR: dict[str, dict[Locale, str]] = {
    "wrong_password": {
        "zh": "邮箱或密码不正确。",
        "en": "The e-mail address or the password is wrong.",
    },
    "not_confirmed": {
        "zh": "邮箱还没有确认。请打开确认信中的链接；也可以用“忘记密码”重新收信。",
        "en": (
            "This address is not confirmed yet. Open the link in the letter we sent, "
            "or ask for a new one with “Forgotten password”."
        ),
    },
    "weak_password": {
        "zh": "密码至少需要{min}个字符，且不能与邮箱相同。",
        "en": "A password needs at least {min} characters and cannot be your address.",
    },
    "link_not_good": {
        "zh": "链接已失效：它只能使用一次，24小时内有效。请重新申请。",
        "en": (
            "This link is no longer good: it works once, for 24 hours. "
            "Please ask for a new one."
        ),
    },
    "link_ended": {
        "zh": "这个分享链接已经停用。这与成绩单本身是否有效无关。请向分享人索取新的链接。",
        "en": (
            "This link has ended. That says nothing about the transcript itself. "
            "Ask the person who shared it for a new link."
        ),
    },
    "link_locked": {
        "zh": "访问码输错{tries}次，这个分享链接已经锁定。请向分享人索取新的链接。",
        "en": (
            "This link is locked: a wrong PIN was typed {tries} {tries:time|times}. "
            "Ask the person who shared it for a new link."
        ),
    },
    "pin_needed": {
        "zh": "打开这个链接需要访问码。访问码由分享人另行告知。",
        "en": "This link opens with a PIN, which the person who shared it gives you.",
    },
    "wrong_pin": {
        "zh": "访问码不正确。还可以再试{left}次，之后链接将锁定。",
        "en": "That is not the PIN. After {left} more wrong {left:one|ones} the link locks.",
    },
}
