"""The CPU of one sealed PDF: composed from the books, printed, and sealed.

The bank is the demo's, with its transcript of seven lines and their receipts. Typst
remembers what it has set before, so every time each line says something new. The
control is the print alone; nothing can fail here, the figures are reported.
"""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import count
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select

from bench import Ratio, faster
from creditbank.adapters.db.base import reading
from creditbank.adapters.db.transcripts import CredentialRow, PublicCodeRow
from creditbank.adapters.sealing import sealed
from creditbank.app import OpenedBank
from creditbank.core.keys import Purpose
from creditbank.core.ports import World
from creditbank.services.transcripts.composing import composed
from creditbank.services.transcripts.printing import TEMPLATE
from creditbank.services.transcripts.summarizing import printed_summary, summary_of

DEMO = "from creditbank.app import main; main()"
FACTS = ("name", "about", "body", "by", "published")


def ratios(quick: bool) -> list[Ratio]:  # noqa: FBT001 - every bench is called alike
    with TemporaryDirectory() as folder:
        environment = {"CREDITBANK_VAR": folder}
        made = (sys.executable, "-c", DEMO, "demo", "--no-serve", "--out", folder)
        subprocess.run(made, check=True, capture_output=True, env=environment)  # noqa: S603 - ours
        with OpenedBank(environment).opened() as world:
            press = Press(world)
            press.made()
            return [
                faster(
                    "a sealed PDF of 7 lines (60 ms wished), to its print alone",
                    press.made,
                    press.printed,
                    floor=None,
                    rounds=5 if quick else 15,
                )
            ]


class Press:
    """Makes the demo's PDF as the job does, each time with other words."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.numbers = count()
        with reading() as session:
            self.row, self.code = session.execute(
                select(CredentialRow, PublicCodeRow.code).join(
                    PublicCodeRow, PublicCodeRow.transcript_id == CredentialRow.id
                )
            ).one()
            session.expunge(self.row)
        self.facts = self.composed()

    def composed(self) -> dict[str, Any]:
        with reading() as session:
            facts = composed(session, self.row, self.code, self.world)
            summary = summary_of(session, self.row, self.world)
        return {**facts, "summary": printed_summary(summary, self.world)}

    def made(self) -> None:
        self.facts = self.composed()
        pdf = self.printed()
        with reading():
            signer = self.world.keys.signer(Purpose.SEAL)
            certificate = self.world.keys.certificate()
            at = self.world.clock.now()
            sealed(pdf, certificate=certificate, sign=signer.sign, at=at)

    def printed(self) -> bytes:
        number = str(next(self.numbers))
        facts = json.loads(json.dumps(self.facts))
        for line in (line for one in facts["schemes"] for line in one["lines"]):
            line.update({name: line[name] + number for name in FACTS})
            line["why"] = [said + number for said in line["why"]]
        inputs = {"facts": json.dumps(facts), "credential": self.row.document}
        return self.world.printer.pdf(TEMPLATE, inputs, at=self.world.clock.now())
