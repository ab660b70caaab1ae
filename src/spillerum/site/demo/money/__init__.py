"""The demo's money: real hours, loans and floor space, priced openly. No council's books are in it.

`prices` holds every price, `activity` reads what really happened, `postings` and `budgets` write the files that the
demo takes in like any other, and `arranging` says where accounts belong.
"""
