"""Time frames of outcomes in days; begin with `frames`."""
