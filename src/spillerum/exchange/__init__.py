"""Tables in and out: CSV, Excel and Parquet. Files are hostile; all their faults are found at once."""
