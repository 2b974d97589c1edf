"""This package draws passages of real articles with known probabilities, and settles what labellers say of them."""
