"""This package is the factory: labelled corpora in, releases in models/ out. The service never imports it."""
