"""회의 원장(Ledger): one append-only chain of hashes per meeting for everything that happens in it.

An entry holds the hash of the one before it, so nothing can be changed, dropped or slipped in without changing every
head after it. The head stands on the wall at opening and closing, in the minutes and on each receipt: whoever noted one
can check later that it is still part of the chain. Entries hold no names, no codes and no choices.
"""
