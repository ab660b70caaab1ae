"""The demo: Spillerum on the real, public-domain figures of Newcastle's libraries, one month at a time."""
