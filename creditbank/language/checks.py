"""The verification report in words: each check, each result, each status."""

from __future__ import annotations

from collections.abc import Mapping

from creditbank.language import Locale

CHECKS: dict[str, dict[Locale, str]] = {
    "form": {
        "zh": "文件能够读取，且只有一种读法",
        "en": "The file can be read, in one way only",
    },
    "shape": {
        "zh": "文件是学分银行签发的格式",
        "en": "It has the form of a document this kind of issuer signs",
    },
    "issuer": {
        "zh": "签发者是您所信任的签发者",
        "en": "The issuer is the one you trust",
    },
    "key": {
        "zh": "签名所用的密钥由签发者为此用途公布，且未撤销",
        "en": "The key it names is published by the issuer for this, and not revoked",
    },
    "signature": {
        "zh": "签发之后内容没有改动",
        "en": "Nothing was changed since it was signed",
    },
    "parts": {
        "zh": "其中每一项都有签发者自己的签名",
        "en": "Every part carries the issuer's own signature",
    },
    "identity": {
        "zh": "其中每一项都属于同一位学习者",
        "en": "Every part is about the same learner",
    },
    "revocation": {
        "zh": "没有被撤销",
        "en": "It has not been revoked",
    },
    "suspension": {
        "zh": "没有被中止",
        "en": "It is not suspended",
    },
    "period": {
        "zh": "在有效期内",
        "en": "It is within its period",
    },
    "supersession": {
        "zh": "没有被新的成绩单取代",
        "en": "No newer transcript has taken its place",
    },
    "log": {
        "zh": "签发者的公开日志中有这份文件",
        "en": "The issuer's public log tells of it",
    },
    "receipts": {
        "zh": "每一项的认定依据都有签名、没有改动，并且与该项一致",
        "en": "The receipt of each line is signed, unchanged and about that line",
    },
    "recompute": {
        "zh": "按当时的办法重算，每一项的结果相同",
        "en": "Recomputing each line by its policy gives the same again",
    },
}

RESULTS: dict[str, dict[Locale, str]] = {
    "passed": {"zh": "通过", "en": "passed"},
    "failed": {"zh": "未通过", "en": "failed"},
    "not_applicable": {"zh": "不适用", "en": "does not apply"},
    "could_not_check": {"zh": "无法检查", "en": "could not check"},
}

STATUSES: dict[str, dict[Locale, str]] = {
    "valid": {"zh": "有效", "en": "Valid"},
    "altered": {"zh": "内容被改动", "en": "Altered"},
    "unknown_issuer": {"zh": "签发者不明", "en": "Unknown issuer"},
    "key_not_valid": {"zh": "密钥无效", "en": "Key not valid"},
    "revoked": {"zh": "已撤销", "en": "Revoked"},
    "suspended": {"zh": "已中止", "en": "Suspended"},
    "could_not_check": {"zh": "无法检查", "en": "Could not check"},
    "expired": {"zh": "不在有效期内", "en": "Outside its period"},
    "superseded": {"zh": "已被取代", "en": "Superseded"},
}

MEANINGS: dict[str, dict[Locale, str]] = {
    "valid": {
        "zh": "文件由签发者签发，内容完整，没有被撤销。",
        "en": "The issuer signed exactly this, and has not taken it back.",
    },
    "altered": {
        "zh": "文件与签发时不一致，或者与所附的认定依据不一致，不能采信。请向持有人索取原件。",
        "en": (
            "This is not what the issuer signed, or not what the reasons with it give, "
            "so do not rely on it. Ask the holder for the original file."
        ),
    },
    "unknown_issuer": {
        "zh": "签发者不是您所信任的签发者。这不说明文件真假，只说明无法由此确认。",
        "en": (
            "It names another issuer than the one you trust. "
            "That says nothing about the file except that it cannot be confirmed here."
        ),
    },
    "key_not_valid": {
        "zh": "签名所用的密钥不在签发者为此用途公布之列，或者已被撤销，不能采信。可请签发者重新出具。",
        "en": (
            "The key it was signed with is not one the issuer publishes for this, or it "
            "was revoked. The issuer can issue the document again."
        ),
    },
    "revoked": {
        "zh": "签发者签发过这份文件，后来将其撤销。签名是真的，内容不再有效。",
        "en": (
            "The issuer did sign this, and later took it back. "
            "The signature is genuine; the content no longer counts."
        ),
    },
    "suspended": {
        "zh": "签发者暂时中止了这份文件，请稍后再查。",
        "en": "The issuer has suspended this for now. Check again later.",
    },
    "could_not_check": {
        "zh": "缺少检查所需的资料，因此没有结论。请看下面哪一项无法检查。",
        "en": (
            "Something needed for checking is missing, so there is no verdict. "
            "See below which check could not be made."
        ),
    },
    "expired": {
        "zh": "文件是真的，但所查的时刻不在其有效期内。",
        "en": "The file is genuine, but the moment asked about is outside its period.",
    },
    "superseded": {
        "zh": "文件是真的，但已有更新的成绩单。请向持有人索取新的一份。",
        "en": "The file is genuine, but a newer one has taken its place. Ask for it.",
    },
}

# What a check tells besides its result; each fact by its name.
FACTS: dict[str, dict[Locale, str]] = {
    "reason": {"zh": "原因：{fact}", "en": "because: {fact}"},
    "place": {"zh": "位置：{fact}", "en": "at {fact}"},
    "issuer": {"zh": "签发者：{fact}", "en": "issuer {fact}"},
    "key": {"zh": "密钥：{fact}", "en": "key {fact}"},
    "revoked": {"zh": "密钥自{fact}起已撤销", "en": "the key is revoked as of {fact}"},
    "logged": {
        "zh": "公开日志自{fact}起有此文件",
        "en": "the public log has the file since {fact}",
    },
    "listed": {"zh": "按{fact}的名单", "en": "by the list of {fact}"},
    "part": {"zh": "第{fact}项", "en": "part {fact}"},
    "count": {"zh": "共{fact}项", "en": "{fact} parts"},
    "from": {"zh": "自{fact}", "en": "from {fact}"},
    "until": {"zh": "至{fact}", "en": "until {fact}"},
    "missing": {"zh": "未附{fact}项", "en": "{fact} not handed over"},
    "policy": {"zh": "缺少办法：{fact}", "en": "without the policy {fact}"},
}

# The reasons of the first check, by the text the core gives.
REASONS: dict[str, dict[Locale, str]] = {
    "not JSON": {"zh": "不是JSON文件", "en": "it is not JSON"},
    "too large": {"zh": "文件太大", "en": "it is too large"},
    "nested too deep": {"zh": "层次太深", "en": "it is nested too deep"},
    "a member stands twice": {
        "zh": "同一个成员出现两次",
        "en": "a member stands twice in one object",
    },
    "a receipt of another document": {
        "zh": "其中有不属于这份文件的认定依据",
        "en": "one of the receipts belongs to another document",
    },
    "a lone surrogate": {
        "zh": "文字中有不成对的代理码",
        "en": "its text has half a character",
    },
    "an integer beyond 2^53": {
        "zh": "整数过大，不能精确表示",
        "en": "an integer is too large to be exact",
    },
    "a number with an exponent": {
        "zh": "数字带有指数",
        "en": "a number has an exponent",
    },
    "a decimal too large to be exact": {
        "zh": "小数过大，不能精确表示",
        "en": "a decimal is too large to be exact",
    },
    "a decimal of more than two places": {
        "zh": "小数超过两位",
        "en": "a decimal has more than two places",
    },
    "NaN": {"zh": "不是数字", "en": "a number is none"},
    "Infinity": {"zh": "数字无限大", "en": "a number is infinite"},
    "-Infinity": {"zh": "数字无限小", "en": "a number is infinite"},
    "no attached transcript": {
        "zh": "PDF中没有附带成绩单文件",
        "en": "the PDF has no transcript attached",
    },
    "no QR code": {"zh": "图片中没有找到二维码", "en": "no QR code was found in it"},
    "another site's QR code": {
        "zh": "二维码指向别的网站，我们不去访问",
        "en": "its QR code names another site, which we do not visit",
    },
    "no name in a summary": {
        "zh": "这个码不含姓名；请核对签名文件或在线查验",
        "en": "the code holds no name; see the signed file, or check online",
    },
    "not a summary of ours": {
        "zh": "不是我们的离线码，或者读得不完整",
        "en": "it is no offline code of this kind, or was read in part",
    },
    "no such code": {"zh": "没有这个查询码", "en": "there is no such code"},
    "the paper names another file": {
        "zh": "二维码对应的不是这份文件",
        "en": "the QR code names another file than the one signed",
    },
    "too many to open at once": {
        "zh": "一次带来的PDF和图片太多，请分几次查验",
        "en": "too many PDFs and pictures came at once; bring them in several requests",
    },
    "could not be opened": {
        "zh": "文件打不开，或打开它所需的时间和内存超过限度",
        "en": "it does not open, or not within our limits of time and memory",
    },
}


# What a receipt of a check says: it is not the document that was checked.
ATTESTED: dict[str, dict[Locale, str]] = {
    "brought": {
        "zh": (
            "这是学分银行的查验凭证，不是成绩单。{at}，银行查验了SHA-256为"
            "{brought}的文件或文字，结果是“{status}”。"
        ),
        "en": (
            "This is the bank's receipt of a check, not a transcript. At {at} it "
            "checked what has the SHA-256 {brought}; the result was “{status}”."
        ),
    },
    "document": {
        "zh": "其中签名文件的SHA-256是{document}。",
        "en": "The signed JSON in it has the SHA-256 {document}.",
    },
}


# What an offline QR code is; its totals and lines follow.
SUMMED: dict[str, dict[Locale, str]] = {
    "summary": {
        "zh": (
            "这是成绩单的离线码，签发于{at}，不含姓名，不证明属于谁：请与SHA-256为"
            "{digest}的签名文件对照。"
        ),
        "en": (
            "This is the offline code of a transcript issued at {at}. It holds no name "
            "and does not prove whose it is: compare it with the signed file that has "
            "the SHA-256 {digest}."
        ),
    },
}


def attested_text(facts: Mapping[str, str], locale: Locale) -> str:
    """Say what a receipt of a check states."""
    told = {**facts, "status": STATUSES[facts["status"]][locale]}
    parts = ["brought", "document"] if facts["document"] else ["brought"]
    words = [ATTESTED[name][locale].format_map(told) for name in parts]
    return ("" if locale == "zh" else " ").join(words)


def facts_text(facts: Mapping[str, str], locale: Locale) -> str:
    """Say the facts of a check; a name or reason without words stands as it is."""
    told = []
    for name, fact in facts.items():
        words = REASONS[fact][locale] if name == "reason" and fact in REASONS else fact
        told.append(FACTS[name][locale].format(fact=words) if name in FACTS else words)
    return ("；" if locale == "zh" else "; ").join(told)
