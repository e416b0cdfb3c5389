"""From a rule set to features: templates and rules make Gherkin.

The templates hold the words; the modules beside them say, for each construct of the rule language, which scenarios
follow from it, for which requirements, and with which examples.
"""
