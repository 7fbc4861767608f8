"""Garbage is looked for rarely, but it is: a service that never does would grow for ever."""

import subprocess
import sys

SERVICE = """
import gc
from app.core import garbage

class Circle:
    alive = 0
    def __init__(self):
        Circle.alive += 1
        self.itself = self
    def __del__(self):
        Circle.alive -= 1

garbage.rarely()
most = 0
for _ in range(200_000):
    Circle()
    most = max(most, Circle.alive)
print(most, gc.get_freeze_count(), gc.isenabled())
"""


def test_circles_go_and_what_was_loaded_is_never_looked_at_again() -> None:
    # A process of its own: what is frozen stays so.
    told = subprocess.run([sys.executable, "-c", SERVICE], capture_output=True, text=True, check=True)
    most, frozen, enabled = told.stdout.split()
    assert 10_000 < int(most) < 60_000, "rarely, and still long before they weigh anything"
    assert int(frozen) > 1_000
    assert enabled == "True"
