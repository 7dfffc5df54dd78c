"""Floor 1: pure Python, frozen values in, decisions out.

Decision: the core knows no web, database, clock, network or randomness. What is
expensive to get wrong (moves of a claim, rules, the ledger, canonical bytes,
verification) is decided here, so that a test needs nothing but values and a
stranger can run the same code offline.
"""
