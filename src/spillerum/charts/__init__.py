"""Charts: figures in, accessible SVG out. Pure strings; attributes and classes only, so that the strictest CSP holds.

What is told by colour is told by shape too. A missing figure is a gap, never a zero. The words are the caller's.
"""
