"""Guessing a target file from an OpenAPI document: a beginning that a person checks, never more."""
