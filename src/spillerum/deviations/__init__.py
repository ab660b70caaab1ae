"""Deviations: what the scan found, what was said about it, and how it ended. Silence is proven here too.

A local deviation is a matter for the unit's leader; a common cause is one matter for the director. The evidence is
kept as it stood; the same series next month continues the same matter.
"""
