"""From what a scenario raises to its outcome, and from all outcomes to one verdict."""
