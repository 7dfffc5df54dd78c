"""Conversion policies as data, and the one pure function that answers from them.

Decision: a policy is a document of rules anyone can read and run. There is no
Python in it and none is needed for a new one. A line is yes only if it earns the
same however what is open turns out; otherwise it is undecided, and never a guess.

A file is read from nodes (reading) into a model; a case is asked (asking), pair by
pair, what rules give (options), which may stand together under caps (groups, search,
selection), and what is said of it (evaluation). Below them stand conditions, formulas
and tables; ``cases`` and ``answers`` are the two documents of contract.md section 5.
Around them: versions (which one answers), nearest (what one change would do), checking
and examples (what may be published).
"""

from creditbank.core.policies.answers import Answer, Decision, Line, Reason
from creditbank.core.policies.cases import Case, Choice, Finding, Item, Prior, Programme
from creditbank.core.policies.evaluation import evaluate
from creditbank.core.policies.model import Policy
from creditbank.core.policies.reading import policy_of
from creditbank.core.policies.seen import seen
from creditbank.core.policies.versions import evaluate_versions

__all__ = [
    "Answer",
    "Case",
    "Choice",
    "Decision",
    "Finding",
    "Item",
    "Line",
    "Policy",
    "Prior",
    "Programme",
    "Reason",
    "evaluate",
    "evaluate_versions",
    "policy_of",
    "seen",
]
