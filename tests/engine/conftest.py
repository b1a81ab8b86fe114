"""Kernels are compiled when they are first called, which no test shall be blamed for."""

from hypothesis import settings

settings.register_profile("kernels", deadline=None)
settings.load_profile("kernels")
