"""The mechanism players: small stories that every place is told with.

A player takes the world, the compounds that it is about, and what the place's file says
after `mechanism`; it returns stories. What it says of numbers comes out exactly.
"""
