"""신고(Report): a resident says that an idea or a comment should be looked at. Counted on the console, never shown to the room.

One per person and thing. After as many as the district's data say it waits for the facilitator, who may show it again.
"""
