"""Target files: how the operations of the suite are done on a server, told as data."""
