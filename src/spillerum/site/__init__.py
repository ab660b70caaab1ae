"""The front door: settings, addresses, base templates, the pages that look across rooms, and the demo."""
