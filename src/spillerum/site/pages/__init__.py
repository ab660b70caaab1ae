"""The pages that look across rooms."""
