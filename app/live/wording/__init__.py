"""말(wording): words at which a facilitator looks first, as data a district edits; nothing is dropped because of a word."""
