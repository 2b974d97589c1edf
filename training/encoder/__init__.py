"""This package teaches the encoder and makes it int8. Only here is PyTorch imported."""
