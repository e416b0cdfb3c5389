"""The command line: a group that finds its verbs by entry points, and the engine's own three verbs."""
