"""The administrator's pages: files of units, persons and their posts."""
