"""Transcripts: lines of the ledger become signed credentials strangers can check.

Decision: a transcript is a CLR 2.0 credential of separately signed Open Badges 3.0
credentials, one per posted line, each signed when it was recognized. A learner can
hand over any of them alone. Why each carries two proofs stands in `proofs`.

contexts → terms → rdf → rdfc → proofs; encoding → identity, status_lists →
credentials; shapes closes the schema.
"""
