"""DuckDB: everything tenken remembers, and the only place with SQL."""
