"""The rules as pages for people: the documentation page that they stand for, a diagram of it, and spreadsheets."""
