"""The reference server: a small help desk whose every decision comes from the rules.

It knows the language of the rules (operations, relations, timers, effects) and not a single name in them. Read it from
:mod:`statusquo_server.app`, which puts the parts together:

* :mod:`statusquo_server.models` and :mod:`statusquo_server.database`: what is stored, and how it is reached safely;
* :mod:`statusquo_server.store`: tickets as the engine knows them, and the engine's effects as rows;
* :mod:`statusquo_server.desk`: the one way in which anything is done to a ticket;
* :mod:`statusquo_server.web`: the REST API, one module a subject;
* :mod:`statusquo_server.timers`: what makes time pass when nobody asks.
"""
