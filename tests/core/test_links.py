"""The link on paper names one code and one file, of this bank and no other."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest

from creditbank.core.values import sha256
from creditbank.core.verification.links import PaperLink, paper_link

ORIGIN = "https://credits.example.edu"
DIGEST = sha256(b"a transcript")
FRAGMENT = urlsafe_b64encode(bytes.fromhex(DIGEST)).decode().rstrip("=")


def test_a_link_names_a_code_and_the_digest_of_the_file():
    link = f"{ORIGIN}/v/ABC123#{FRAGMENT}"
    assert paper_link(link, ORIGIN) == PaperLink("ABC123", DIGEST)
    assert paper_link(f"{ORIGIN}/v/ABC123", ORIGIN) == PaperLink("ABC123", None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"https://elsewhere.example/v/ABC#{FRAGMENT}",
        f"{ORIGIN}.evil.example/v/ABC#{FRAGMENT}",
        f"{ORIGIN}/v/#{FRAGMENT}",
        f"{ORIGIN}/v/A/B#{FRAGMENT}",
        f"{ORIGIN}/v/学分#{FRAGMENT}",
        f"{ORIGIN}/v/ABC#",
        f"{ORIGIN}/v/ABC#{FRAGMENT}x",
        f"{ORIGIN}/v/ABC#{FRAGMENT[:-1]}=",
        f"{ORIGIN}/v/{'A' * 300}",
    ],
)
def test_anything_else_is_no_link_of_ours(text):
    assert paper_link(text, ORIGIN) is None
