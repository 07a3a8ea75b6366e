"""What may be wrong with the machine, the running stack or the realm, and how each is mended.

A check is a function `Settings -> Iterator[Finding]` in the `CHECKS` of one of the modules: one thing it looks at,
one function. Checks that need a running stack stand in modules that are asked only while one runs.
"""
