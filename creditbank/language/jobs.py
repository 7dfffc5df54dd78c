"""Jobs in words: what they do, where they stand, why one failed."""

from __future__ import annotations

from creditbank.language import Locale

KINDS: dict[str, dict[Locale, str]] = {
    "log.heads": {
        "zh": "把所有账户的最新摘要写入公开日志",
        "en": "Put the heads of all accounts into the public log",
    },
    "transcripts.print": {"zh": "生成成绩单PDF", "en": "Make the PDF of a transcript"},
}

STATES: dict[str, dict[Locale, str]] = {
    "queued": {"zh": "等待", "en": "Waiting"},
    "running": {"zh": "进行中", "en": "Running"},
    "done": {"zh": "完成", "en": "Done"},
    "failed": {"zh": "失败", "en": "Failed"},
}

# Why an attempt ended; any other code is a refusal of the bank's own (errors.py).
ENDS: dict[str, dict[Locale, str]] = {
    "interrupted": {
        "zh": "进程中断，没有做完",
        "en": "the worker died before it was done",
    },
    "not_stamped": {
        "zh": "时间戳服务器没有给出可用的时间戳",
        "en": "the timestamp server gave no timestamp to use",
    },
    "unforeseen": {
        "zh": "意外错误，详见日志",
        "en": "an unforeseen error; the log has it",
    },
    "kind_unknown": {
        "zh": "本版本不认识这种工作",
        "en": "this version knows no such job",
    },
    "refused": {
        "zh": "按规则不能进行",
        "en": "the bank's rules do not allow it",
    },
}


def kind_text(kind: str, locale: Locale) -> str:
    """Name a kind of job; one that only another version knows by its own word."""
    return KINDS[kind][locale] if kind in KINDS else kind


def end_text(code: str, locale: Locale) -> str:
    """Say why an attempt ended; "" where none did."""
    return ENDS.get(code, ENDS["refused"])[locale] if code else ""
