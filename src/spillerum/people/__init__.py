"""People: who may sign in, which posts they hold from when to when, and the one question `may()`.

A post is a function at a unit (leader, director, data owner …); matters point at posts, never at persons. A post
nobody holds falls to the post it `falls_to`, so nothing is ever lost in an empty chair.
"""
