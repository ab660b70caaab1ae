"""The organisation in time: units, the ties between them, who came before whom, and which posts sit where.

Posts live in `people`; here each is given its seat at a unit, and from the units follows which post a vacant
one falls to.
"""
