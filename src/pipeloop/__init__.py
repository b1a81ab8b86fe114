"""Pipeloop: the working system of a head of B2B sales."""
