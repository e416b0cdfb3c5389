"""Deciding and moving by a rule set: pure functions over immutable values, without clock, storage or network.

Nothing in here knows a status, an action or a permission by name. What it knows is the language: needs, cells,
transitions, timers, effects.
"""
