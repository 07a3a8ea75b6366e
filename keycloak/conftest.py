"""That this file is here lets tests import the scripts beside it."""
