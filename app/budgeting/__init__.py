"""The money. 주민참여예산 사업(BudgetProject): the plan's four columns 사업명·사업내용·사업비·검토부서, tied to an agenda."""
