"""YAML rule packs, each rule with its own examples, and their loader."""
