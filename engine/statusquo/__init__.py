"""Ticket-status rules as data: read them, decide by them, explain them.

Three rooms, each of which knows only those before it:

* :mod:`statusquo.reading` turns a YAML file into data with positions, or into exact problems;
* :mod:`statusquo.rules` turns that data into a typed, immutable rule set that makes sense;
* :mod:`statusquo.runtime` decides requests and moves tickets by a rule set, without clock or storage.

Three more make something of rule sets:

* :mod:`statusquo.proof` searches every state that a ticket can get into, by the steps of the runtime;
* :mod:`statusquo.comparing` tells what changes in behaviour between two rule sets;
* :mod:`statusquo.pages` shows a rule set as a page, and puts its tables into spreadsheets and back.

:mod:`statusquo.cli` is the command that people use, and :mod:`statusquo.wording` has the words in
which rules are told of.
"""

from statusquo.rules.load import load_rules
from statusquo.rules.model import RuleSet
from statusquo.runtime.decide import decide
from statusquo.runtime.state import Actor, Favorite, Request, RunningTimer, Survey, Ticket
from statusquo.runtime.step import due, step
from statusquo.runtime.tables import CompiledRules, compile_rules

__version__ = "0.1.0"

__all__ = [
    "Actor",
    "CompiledRules",
    "Favorite",
    "Request",
    "RuleSet",
    "RunningTimer",
    "Survey",
    "Ticket",
    "__version__",
    "compile_rules",
    "decide",
    "due",
    "load_rules",
    "step",
]
