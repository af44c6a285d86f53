"""Judges of feeds that share no code with Postrider: schemas, other people's parsers, and the rules of the W3C validator."""
