"""The HTML kit: templates, forms, flash messages, paging and the guards at the door. Knows no domain."""
