"""The REST API, one module a subject. :mod:`statusquo_server.web.endpoint` is what they have in common."""
