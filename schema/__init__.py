"""The schema as data: which path of the study document is which column, and what each column means."""
