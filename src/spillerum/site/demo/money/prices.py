"""What things cost in the demo. Every price is ours, stands here and on the page about it, and is the same all years."""

from __future__ import annotations

FIRST_YEAR = 2014  # of the books
AN_HOUR = 260  # kr. for an hour's work, pension and holidays included
OFFICE_HOURS = 37  # a week beside the desk at each library: leading, planning, buying
A_DUTY = 150  # m² of net floor space: one on duty for each, begun ones too
LEAST_ON_DUTY = 2
A_LOAN = 12  # kr. of new materials for each loan
FEES = 1.5  # kr. of fees from each loan
RENT = 300  # kr. a year for a m² of gross floor space: rent and cleaning
ELECTRICITY = 2.25  # kr. a kWh
GAS = 0.90  # kr. a kWh
GRANTED_FROM = (
    9,
    1,
)  # month and day from which the half-year accounts bring wages in line with the opening hours
GRANTED_ON = (8, 20)  # when the supplementary grants are made
BUDGET_ON = (12, 20)  # when next year's budget is laid
CLOSES_ON = (2, 15)  # when the books of the year before close
