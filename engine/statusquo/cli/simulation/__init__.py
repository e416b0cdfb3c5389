"""Playing events on one ticket: a session that keeps the time, the commands that it understands, and scripts of them.

The engine decides and moves; this only remembers how things stand and how they stood before.
"""
