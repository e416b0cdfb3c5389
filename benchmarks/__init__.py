"""Benchmarks, as ratios within one run: see README.md beside this file."""
