"""A small help desk of its own kind: it shares no code with statusquo, and speaks quite another language."""
