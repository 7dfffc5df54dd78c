"""Everything unguessable, from the operating system's generator."""

from __future__ import annotations

import secrets
import uuid

# Crockford's base 32: no I, L, O or U to misread or misspell.
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_CHARACTERS = 16  # 80 bits


class SystemChance:
    def uuid(self) -> str:
        return str(uuid.uuid4())

    def token(self) -> str:
        return secrets.token_urlsafe(32)

    def code(self) -> str:
        return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_CHARACTERS))

    def below(self, limit: int) -> int:
        return secrets.randbelow(limit)
