"""What becomes of tickets under a rule set: every state that one can get into, and what holds in all of them.

The search plays the engine's own :func:`~statusquo.runtime.step.step` and :func:`~statusquo.runtime.step.due`, so that
what is proven is proven of what a server runs. From inner to outer:

* :mod:`~statusquo.proof.people` knows who can turn up, and :mod:`~statusquo.proof.clocks` what time can do;
* :mod:`~statusquo.proof.space` makes states and events of them;
* :mod:`~statusquo.proof.conditions` tells whether a condition of the rules holds of an event;
* :mod:`~statusquo.proof.search` goes everywhere, and :mod:`~statusquo.proof.findings` draws the conclusions;
* :mod:`~statusquo.proof.replay` plays a sequence of events again, at times of day, and :mod:`~statusquo.proof.telling`
  tells it.
"""
