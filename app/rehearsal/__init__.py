"""예행연습: the coming meeting played beforehand with simulated phones, on a throw-away copy, and what that showed.

``python -m app rehearse``. rules judges the figures; copies, places and services make the throw-away meeting; lines, sockets, wires,
screens, phones and desks take part in it the way a browser does (README, Protocol of a phone); evenings and voting play it in a hall;
telling reports.
"""
