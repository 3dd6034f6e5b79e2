"""A small invented sample: the data in `sample.toml`, and what plays it."""
