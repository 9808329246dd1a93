"""The words that a carrier may act on before us, in small letters.

Source: twilio.com/docs/messaging/tutorials/advanced-opt-out, read 2026-11-25. A new one there
belongs here, and to those that the crisis check knows as said to a machine: a test compares them.
"""

from __future__ import annotations

# Taken as an opt-out when they stand alone.
OPT_OUT = frozenset({"stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel"})
# Let texts through again. A page may answer them, since people also send START elsewhere.
OPT_IN = frozenset({"start", "unstop"})
# The Spanish ones are those an operator is told to list; none is prefilled.
CARRIER_WORDS = OPT_OUT | OPT_IN | {"yes", "help", "info", "alto", "parar", "cancelar"}
