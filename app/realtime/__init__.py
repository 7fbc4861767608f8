"""Telling everyone at once. A committed fact marks topics; a topic is rendered once per language and sent to all who watch.

topic     what one page watches: ("phone", 12, "ko"), ("wall", 12, "ko"), ("agenda", 7, "ko")
region    a named part of that page; its version is the digest of its HTML, so it means the same after a restart,
          in another process and in the page a browser kept asleep
"""
