"""Who lives in the demo. The libraries are real, the people are made up."""

from __future__ import annotations

from datetime import date

ROOT = "Newcastle"
DEPARTMENT = "Bibliotekerne i Newcastle"
CLOSED = {  # the day after which a library was no longer one, by the notes that follow the figures
    "Mobile": date(2012, 3, 31),
    "Dinnington": date(2013, 6, 30),
    "Jesmond": date(2013, 6, 30),
    "Moorside": date(2013, 6, 30),
    "Fawdon": date(2015, 3, 31),
    "Newbiggin Hall": date(2019, 1, 31),  # its last figure
}
INSIDE = {"BIPC": "City"}  # the Business & IP Centre lies in the City library
OPENED = date(2008, 4, 1)  # the first figures

LEADERS = {
    "Blakelaw": "Anna Krogh",
    "City": "Birgit Lund",
    "Cruddas Park": "Carsten Høj",
    "Denton Burn": "Dorte Vang",
    "East End": "Erik Storm",
    "Fenham": "Fatima Aziz",
    "Gosforth": "Grethe Bach",
    "High Heaton": "Henrik Dam",
    "Kenton": "Inger Kjær",
    "Newburn": "Jonas Friis",
    "Outer West": "Karen Toft",
    "Walker": "Lars Munk",
    "West End": "Mette Skov",
}
DIRECTOR = "Niels Bro"
DATA_OWNER = "Olga Riis"
STAFF = ("Peter Holm", "Fenham")
POLITICIAN = "Rikke Sand"
ADMINISTRATOR = "Simon Lykke"
