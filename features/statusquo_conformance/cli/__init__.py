"""The suite on the command line."""
