"""Pages of figures: what is counted, where it comes from, and what a source's owner does with it."""
