"""What comes from a file of units: read, compared with the house, and shown before anything is done.

columns (CSV, Excel) or os2mo (JSON) -> naming: who is meant -> planning: what changes -> telling: in words.
`services.importing` does it. An own folder, since a file is read before there is anything to query or do.
"""
