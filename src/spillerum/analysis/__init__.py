"""The scan's mathematics: arrays in, frozen dataclasses out. No Django, no files, no clock."""
