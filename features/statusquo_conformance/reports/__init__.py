"""Reports of a run as files: for people, for CI servers and for programs.

Each of the modules makes one of them out of a :class:`~statusquo_conformance.verdict.Run`, as a text and without
touching the disk; :mod:`~statusquo_conformance.reports.write` alone does that.
"""

from statusquo_conformance.reports.write import ReportError, write_reports

__all__ = ["ReportError", "write_reports"]
