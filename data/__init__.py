"""Data that ships with Harvester: demo records and vocabulary."""
