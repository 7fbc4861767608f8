"""생각(Idea) sent from a phone, 공감(IdeaSupport), and what the facilitator does with them.

waiting → shown ⇄ hidden, and both ⇄ parked (주차장: off topic, kept for later). A hidden idea keeps its text and supports, so hiding can be undone; residents are told the
number of hidden ideas, never their text. shown ⇄ merged (합침: read under another, see ``live/merges``). At most one idea at a time is large on the wall.
"""
