"""Files of the books to rows: what each column is called, what a cell may say, and what is new in it."""
