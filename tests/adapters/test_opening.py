"""A stranger's PDF or photo is opened in a child, within limits, or not at all."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib

import pytest
import segno
from PIL import Image
from pypdf import PdfWriter

from creditbank.adapters import opening, opening_child

TEXT = "https://credits.example.edu/v/ABC#digest"


def a_pdf(*attachments):
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    for name, content in attachments:
        writer.add_attachment(name, content)
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


def a_qr(text=TEXT, kind="png", turned=0):
    kept = io.BytesIO()
    segno.make(text).save(kept, kind="png", scale=6)
    picture = Image.open(kept).convert("RGB").rotate(turned, expand=True)
    again = io.BytesIO()
    picture.save(again, kind)
    return again.getvalue()


def bomb(side=60_000):
    """A PNG of some bytes that says it is ``side`` pixels square."""

    def chunk(name, content):
        checked = zlib.crc32(name + content)
        return (
            struct.pack(">I", len(content))
            + name
            + content
            + struct.pack(">I", checked)
        )

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 100)
    return (
        opening.IMAGES[0]
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", body)
        + chunk(b"IEND", b"")
    )


def test_the_transcript_attached_to_a_pdf_is_found_byte_for_byte():
    content = b'{"name": "\xe5\xad\xa6\xe5\x88\x86"}'
    found = opening.attached(a_pdf(("transcript.json", content)))
    assert found == opening.Attached(content, {})


def test_receipts_attached_to_a_pdf_are_found_by_their_digest_and_nothing_else():
    name, other = "a" * 64, "b" * 64
    found = opening.attached(
        a_pdf(
            ("transcript.json", b"{}"),
            (f"{name}.receipt", b"one"),
            (f"{other}.receipt", b"twice"),
            (f"{other}.receipt", b"told"),
            (f"{'c' * 64}.receipt", b"x" * 100_001),
            (f"{'d' * 64}.json", b"{}"),
            ("notes.receipt", b"no digest"),
        )
    )
    assert found == opening.Attached(b"{}", {name: b"one"})


def test_more_receipts_than_a_transcript_has_lines_are_not_opened(monkeypatch):
    monkeypatch.setattr(opening_child, "RECEIPTS_MAX", 1)
    two = [(f"{one * 64}.receipt", b"{}") for one in "ab"]
    with pytest.raises(ValueError, match="too many receipts"):
        opening_child.attachments(a_pdf(*two))


@pytest.mark.parametrize(
    "attachments",
    [
        (),
        (("other.json", b"{}"),),
        (("transcript.json", b"{}"), ("transcript.json", b"[]")),
        (("transcript.json", b"x" * 5_000_001),),
    ],
)
def test_no_one_attachment_of_that_name_is_none(attachments):
    assert opening.attached(a_pdf(*attachments)) is None


@pytest.mark.parametrize("kind", ["png", "jpeg"])
@pytest.mark.parametrize("turned", [0, 90])
def test_a_qr_code_is_read_from_a_photo_whichever_way_it_was_held(kind, turned):
    content = a_qr(kind=kind, turned=turned)
    assert opening.is_image(content)
    assert opening.qr_texts(content) == [TEXT]


def test_a_picture_without_a_code_has_no_text():
    kept = io.BytesIO()
    Image.new("L", (300, 300), 255).save(kept, "png")
    assert opening.qr_texts(kept.getvalue()) == []


@pytest.mark.parametrize(
    ("open_", "content"),
    [
        (opening.attached, b"%PDF-1.7 and nothing more"),
        (opening.qr_texts, opening.IMAGES[0] + b"and nothing more"),
        (opening.attached, b"%PDF-" + b"x" * opening.BYTES_MAX),
        (opening.qr_texts, bomb()),
    ],
)
def test_what_does_not_open_within_the_limits_is_said_not_to_open(open_, content):
    with pytest.raises(opening.NotOpenedError):
        open_(content)


def test_a_child_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(opening, "SECONDS_MAX", 0.01)
    with pytest.raises(opening.NotOpenedError):
        opening.attached(a_pdf())


def test_a_picture_of_too_many_pixels_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(opening_child, "PIXELS_MAX", 100)
    with pytest.raises(ValueError, match="too many pixels"):
        opening_child.qr(a_qr())


def test_the_child_takes_no_more_memory_than_its_limit_and_writes_no_file(tmp_path):
    program = "from creditbank.adapters.opening_child import limit\nlimit()\n{}\n"
    for deed in (
        "bytearray(2**30)",
        f"open({str(tmp_path / 'x')!r}, 'wb', 0).write(b'x')",
    ):
        done = subprocess.run(
            [sys.executable, "-c", program.format(deed)],
            capture_output=True,
            check=False,
        )
        assert done.returncode != 0, deed


def test_the_child_answers_in_process_as_it_does_outside():
    answer = opening_child.attachments(a_pdf(("transcript.json", b"{}")))
    assert answer == b'{"transcript": "e30="}'
    assert opening_child.qr(a_qr()) == f'["{TEXT}"]'.encode()
