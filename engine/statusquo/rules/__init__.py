"""The rule language: its values, how a file becomes them, and what makes a rule set sound."""
