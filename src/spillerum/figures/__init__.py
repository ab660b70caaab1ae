"""Figures that collect themselves: measures, sources, deliveries kept whole, observations only ever added.

Every observation says when we came to know it, so any page or scan can be asked “as we knew it on that day”.
"""
