"""Plan what people are told: kinds, letters, and the outbox that holds them.

Every app calls it, inside the transaction of the act it tells people about.
"""
