"""The tenken command, the review app, its workflow and its ledger."""
