"""This package measures Rhetor side by side with its peers."""
