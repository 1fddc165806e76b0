"""Workbooks and tables out of the ledger."""
