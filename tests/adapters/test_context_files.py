"""Official contexts are known by their bytes; what is missing or changed is named."""

from __future__ import annotations

import json

import pytest
from shared import vc_data

from bench._pyld import _context as written
from creditbank.adapters.context_files import NAME, check_contexts
from creditbank.app import world_of
from creditbank.cli import creditbank
from creditbank.config import Settings, WrongSettingError
from creditbank.core.transcripts.contexts import CLR, EXTENSIONS, OB, VC
from creditbank.core.values import sha256

RIGHT = {
    "CREDITBANK_ORIGIN": "https://credits.example.edu",
    "CREDITBANK_SECRET_KEY": "s" * 32,
    "CREDITBANK_KEY_PASSPHRASE": "p" * 32,
}


@pytest.fixture
def contexts(tmp_path):
    """A folder of contexts written from our own tables, and their digests."""
    files = {
        VC: {"@context": written()},
        **{url: {"@context": {}, "url": url} for url in (CLR, OB, EXTENSIONS)},
    }
    pins = {}
    for number, (url, document) in enumerate(files.items()):
        place = tmp_path / "in" / f"{number}.jsonld"
        place.parent.mkdir(exist_ok=True)
        place.write_text(json.dumps(document), "utf-8")
        pins[url] = sha256(place.read_bytes())
    (tmp_path / "other.json").write_text("no JSON at all")
    return tmp_path, pins


def test_contexts_are_found_whatever_their_files_are_called(contexts):
    check_contexts(*contexts)


def test_a_context_that_is_missing_or_changed_is_named(contexts):
    folder, pins = contexts
    file = folder / "in" / "2.jsonld"
    file.write_bytes(file.read_bytes() + b"\n")
    with pytest.raises(WrongSettingError, match=f"{NAME}.*{OB}.*{pins[OB]}"):
        check_contexts(folder, pins)
    file.unlink()
    with pytest.raises(WrongSettingError, match=OB):
        check_contexts(folder, pins)
    with pytest.raises(WrongSettingError, match=VC):
        check_contexts(folder)  # ours are not the published files


def test_a_context_of_other_terms_is_named_even_where_its_digest_is_right(contexts):
    folder, pins = contexts
    file = folder / "in" / "0.jsonld"
    document = json.loads(file.read_text("utf-8"))
    document["@context"]["name"] = "urn:x"
    for content in (json.dumps(document), "no JSON"):
        file.write_text(content, "utf-8")
        with pytest.raises(WrongSettingError) as refused:
            check_contexts(folder, {**pins, VC: sha256(file.read_bytes())})
        assert refused.value.name == NAME
        assert "name" in refused.value.reason or "not JSON" in refused.value.reason


def test_the_published_files_are_taken_as_they_are():
    check_contexts(vc_data("contexts"))
    check_contexts(vc_data())


def test_a_bank_with_a_wrong_folder_does_not_start_and_names_the_setting(tmp_path):
    settings = Settings.read(
        {**RIGHT, "CREDITBANK_VAR": str(tmp_path), NAME: str(tmp_path)}
    )
    with pytest.raises(WrongSettingError, match=NAME):
        world_of(settings)
    with pytest.raises(WrongSettingError, match="there is no folder"):
        Settings.read({**RIGHT, NAME: str(tmp_path / "none")})
    assert Settings.read(RIGHT).contexts is None


def test_a_stranger_who_names_a_wrong_folder_is_told_before_anything_is_checked(
    tmp_path,
):
    from click.testing import CliRunner

    file = tmp_path / "file.json"
    file.write_text("{}")
    done = CliRunner(env={NAME: str(tmp_path)}).invoke(
        creditbank, ["verify", str(file)]
    )
    assert isinstance(done.exception, WrongSettingError)
    assert "form" not in done.output
