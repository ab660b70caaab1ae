"""The bag of money: accounts as they are, budgets with each change, postings by day, and what is left of the year.

Money is integer øre. Budgets and postings know two times, as figures do: the day they count for and when we came to
know them, so any sum can be asked “as we knew it on that day”. A unit has room within its bag; nobody approves a line.
"""
