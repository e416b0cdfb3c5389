"""Comparing two rule sets by what they mean: facts, changes and their classes, and the verdict on the version."""
