"""Catalog: what is sold, at which price, and who may say so."""
