"""Transcripts: lines of the ledger become signed credentials strangers can check.

Decision: a transcript is a CLR 2.0 credential of separately signed Open Badges 3.0
credentials, one per posted line, each signed when it was recognized. A learner can
hand over any of them alone. Proofs are eddsa-jcs-2022: they sign the canonical bytes,
so nothing that is read can differ from what was signed.

encoding → identity, proofs, status_lists → credentials; shapes closes the schema.
"""
