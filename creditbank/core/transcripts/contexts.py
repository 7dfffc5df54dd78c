"""The contexts of our documents, in their order (transcript.md section 2)."""

from __future__ import annotations

VC = "https://www.w3.org/ns/credentials/v2"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"

OUTER_CONTEXTS = (VC, CLR, OB, EXTENSIONS)
INNER_CONTEXTS = (VC, OB, EXTENSIONS)
LIST_CONTEXTS = (VC,)
BADGE_CONTEXTS = (VC, OB)  # as others issue a badge; we never do
