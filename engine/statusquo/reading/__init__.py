"""From bytes to data with positions, and the problems met on the way."""
