"""Files in, clauses out: readers, one line grammar, and the Ordinance (例規) tree."""
