from pairings.queries.attention import Attention, needs_attention, needs_attention_in
from pairings.queries.steps import next_steps, pairs_of

__all__ = ["Attention", "needs_attention", "needs_attention_in", "next_steps", "pairs_of"]
