"""Who may do what, and when: states, acts and their checks."""
