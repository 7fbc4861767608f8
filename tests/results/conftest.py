"""The evening, for the result sheet too."""

from tests.live.evening import evening as evening
