"""협치회와 구의회: who sits (seats), who is called (calls), when they meet (sittings), what they decide (items), what is written (minutes),
how the agendas stand (progress), and the talks with the district council (assembly).

The seats that were planned are organisations' ``Council``; who may act are its memberships. What the council decides about a
matter goes to the process through the process's own verbs.
"""
