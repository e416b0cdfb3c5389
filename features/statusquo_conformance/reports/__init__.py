"""Reports of a run: on the terminal, and as files for people, for CI servers and for programs.

Each of the modules makes one of the files out of a :class:`~statusquo_conformance.judging.verdict.Run`, as a text and
without touching the disk; :mod:`~statusquo_conformance.reports.write` alone does that.
"""
