"""This package is the command `rhetor`: one file a subcommand. Nothing else prints."""
