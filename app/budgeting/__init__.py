"""주민참여예산: the money. A BudgetProject has the plan's four columns (사업명·사업내용·사업비·검토부서), what was given of what was
asked, and why. ``limits`` are the caps, ``sharing`` the two rules by which a budget is divided after a vote.
"""
