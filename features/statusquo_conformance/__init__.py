"""The conformance suite: from a rule file to features, from features to requests, from answers to a verdict.

* :mod:`statusquo_conformance.rendering` turns rules into Gherkin;
* :mod:`statusquo_conformance.lint` makes sure that none of it can pass without being run;
* :mod:`statusquo_conformance.steps` says what each sentence means in operations;
* :mod:`statusquo_conformance.operations` is the seam: all that the suite ever asks of a server;
* :mod:`statusquo_conformance.plugin` runs the features under pytest and keeps the results;
* :mod:`statusquo_conformance.cli` is the command that people use.

What is expected always comes from the rule file, never from the engine's decisions, so that a fault of the engine
cannot hide itself. The suite knows no server's code: it starts the reference server like anybody's.
"""
