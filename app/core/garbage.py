"""When Python looks for garbage. Its own habit stops a service that holds thousands of sockets for a third of a second."""

import gc

# Young objects between two looks, looks of the young between two of the middle-aged, of these between two of all. Nearly
# everything here dies by its reference count, also what a phone leaves behind (realtime/protocol.py); what is left is of failed requests.
LOOKS = (20_000, 20, 20)


def rarely() -> None:
    """Once, when everything is loaded: that stays for good and is never looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*LOOKS)
