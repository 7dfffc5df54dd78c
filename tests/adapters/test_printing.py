"""The printer prints what it says it can, the same bytes each time, or nothing."""

from __future__ import annotations

import io
from pathlib import Path

import pylopdf_fonts_zh_cn
import pytest
import seals
from conftest import NOON, PRINTER, FixedKeys

from creditbank.adapters.printing import FONTS, PrintingError, TypstPrinter
from creditbank.adapters.sealing import sealed
from creditbank.app import shipped
from creditbank.config import WrongSettingError
from creditbank.core.keys import Purpose

OURS = Path(pylopdf_fonts_zh_cn.__file__).parent
PAGE = '#set text(font: "Noto Sans SC")\n#sys.inputs.text'


@pytest.fixture
def page(tmp_path):
    """A printer of one template that shows a text."""
    (tmp_path / "page.typ").write_text(PAGE, "utf-8")
    return TypstPrinter(tmp_path)


def test_what_the_printer_calls_printable_it_prints(page):
    accepted = "".join(map(chr, sorted(page.printable - set(range(32)))))
    assert page.pdf("page.typ", {"text": accepted}, at=NOON).startswith(b"%PDF-")


@pytest.mark.parametrize("one", ["𠮷", "😀", "ع", "한", "ṃ", "ไ", "Ł"])
def test_what_the_printer_calls_unprintable_it_does_not_print(page, one):
    assert page.unprintable(f"李{one}林{one}") == one
    with pytest.raises(RuntimeError):
        page.pdf("page.typ", {"text": one}, at=NOON)


def test_rare_names_that_can_be_printed_are_not_refused():
    for name in ("㛃", "䶮", "𬱖", "阿卜杜勒·买买提", "Đặng Bảo", "Жуковский"):
        assert PRINTER.unprintable(name) == "", name


def test_the_same_facts_give_the_same_bytes(page, tmp_path):
    first = page.pdf("page.typ", {"text": "李林"}, at=NOON)
    other = TypstPrinter(tmp_path).pdf("page.typ", {"text": "李林"}, at=NOON)
    assert first == other
    assert first != page.pdf("page.typ", {"text": "王芳"}, at=NOON)


def test_only_the_fonts_we_know_are_printed_with(tmp_path):
    for name in FONTS:
        (tmp_path / name).write_bytes((OURS / name).read_bytes())
    TypstPrinter(shipped("templates"), tmp_path).check()

    (tmp_path / "more.otf").write_bytes(b"")
    (tmp_path / "NotoSansSC-Regular.otf").write_bytes(b"another font")
    with pytest.raises(WrongSettingError, match="another font"):
        TypstPrinter(shipped("templates"), tmp_path).check()
    (tmp_path / "NotoSansSC-Regular.otf").unlink()
    with pytest.raises(WrongSettingError, match="there is no"):
        TypstPrinter(shipped("templates"), tmp_path).check()


def test_a_template_that_asks_for_another_font_prints_nothing(page, tmp_path):
    (tmp_path / "page.typ").write_text('#set text(font: "Arial")\nx', "utf-8")
    with pytest.raises(PrintingError, match="unknown font"):
        page.pdf("page.typ", {"text": ""}, at=NOON)


def seal_of(content):
    return seals.seal_of(content, FixedKeys().certificate(), at=NOON)


@pytest.fixture
def paper(page):
    keys = FixedKeys()
    return sealed(
        page.pdf("page.typ", {"text": "李林"}, at=NOON),
        certificate=keys.certificate(),
        sign=keys.ring[Purpose.SEAL].sign,  # the key itself: no bank, no intent
        at=NOON,
    )


def test_the_seal_is_pades_by_our_key_at_our_time(paper):
    found, status = seal_of(paper)
    signed = {one["type"].native for one in found.signer_info["signed_attrs"]}
    assert status.intact
    assert status.valid
    assert status.trusted
    assert status.coverage.name == "ENTIRE_FILE"
    assert found.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert found.sig_object["/M"] == "D:20261124040000Z"
    assert "signing_certificate_v2" in signed
    assert "signing_time" not in signed
    assert found.docmdp_level.name == "NO_CHANGES"
    assert b"20261124" in paper  # and no other day: nothing asked the machine


def test_any_byte_changed_under_the_seal_is_seen(paper):
    place = paper.index(b"/MediaBox") + 14
    _, status = seal_of(paper[:place] + b"9" + paper[place + 1 :])
    assert not status.intact


def test_what_is_added_after_the_seal_is_seen(paper):
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(paper))
    writer.root["/Lang"] = writer.root["/Lang"]
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    _, status = seal_of(out.getvalue())
    assert status.coverage.name != "ENTIRE_FILE"
