"""예산 한도(BudgetLimit): the caps of the call, as settings with source and date; the newest of each kind holds."""
