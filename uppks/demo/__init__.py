"""Believable made-up registers, from two provinces to the nation at its 1994 peak.

Nothing here is about a real person: names are drawn from pools, and every NIK has district digits 99, which no office
issues.
"""
