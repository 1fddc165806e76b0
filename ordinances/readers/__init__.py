"""Source formats: one reader each, all giving an Ordinance."""
