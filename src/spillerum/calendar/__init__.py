"""When: periods as a type, Danish working days, and what time it is (which a demo or a test may pin). Pure."""
