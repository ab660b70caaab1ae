"""A financial year's total from its first months: `forecast.year_end`; sums and chances of it in `outlook`."""
