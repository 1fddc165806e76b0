"""Makes the sample city's files from the masters; run by hand as ``python -m ordinances.sample.making``."""
