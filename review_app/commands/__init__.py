"""The subcommands of tenken, one module each."""
