from pairings.queries.attention import Attention, needs_attention, needs_attention_in
from pairings.queries.beginning import with_beginning
from pairings.queries.steps import CALM, next_steps, pairs_of, unmatched

__all__ = [
    "CALM",
    "Attention",
    "needs_attention",
    "needs_attention_in",
    "next_steps",
    "pairs_of",
    "unmatched",
    "with_beginning",
]
