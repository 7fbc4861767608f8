"""분과와 위원(Bodies): who sits on a subcommittee, on which side; what was handed over to it; the special one that ends on a day."""
