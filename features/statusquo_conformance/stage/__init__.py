"""What a scenario plays with: people, a ticket and its times, and what can be read of it."""
