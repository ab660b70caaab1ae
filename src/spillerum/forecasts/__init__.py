"""The year's end, told while something can still be done: forecasts kept as they were said, deviations from the budget,
and how often the forecasts were right.

A unit is asked when it will in all likelihood end outside its bag; what hits most siblings is one matter for the
director. What is known to come is said once and counts in every forecast after it.
"""
