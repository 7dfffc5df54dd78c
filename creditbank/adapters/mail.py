"""The post: what the outbox holds is sent after the commit, as often as it takes."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit

SECONDS_MAX = 10


def letter(to: str, subject: str, text: str, *, origin: str) -> EmailMessage:
    host = urlsplit(origin).hostname or "localhost"
    message = EmailMessage()
    message["From"] = f"creditbank@{host}"
    message["To"] = to
    message["Subject"] = subject
    message.set_content(text)
    return message


class FolderPost:
    """Writes letters into a folder: for a demo, where nobody has a mail server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, number: int, message: EmailMessage) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / f"{number:06}.eml").write_bytes(message.as_bytes())


class SMTPPost:
    """Hands letters to a mail server: ``smtp[s]://user:password@host:port``."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __repr__(self) -> str:
        return "SMTPPost()"  # the URL holds a password

    def send(self, number: int, message: EmailMessage) -> None:
        del number
        parts = urlsplit(self._url)
        host, context = parts.hostname or "localhost", ssl.create_default_context()
        server: smtplib.SMTP
        if parts.scheme == "smtps":
            server = smtplib.SMTP_SSL(
                host, parts.port or 465, timeout=SECONDS_MAX, context=context
            )
        else:
            server = smtplib.SMTP(host, parts.port or 25, timeout=SECONDS_MAX)
        with server:
            if parts.username:
                if parts.scheme == "smtp":
                    server.starttls(context=context)
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)


def post_at(url: str) -> FolderPost | SMTPPost:
    """Choose by CREDITBANK_MAIL_URL, which config.py has checked."""
    if url.startswith("file://"):
        return FolderPost(Path(url.removeprefix("file://")))
    return SMTPPost(url)
