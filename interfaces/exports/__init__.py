"""Every public read model as a file: CSV, XLSX or NDJSON, with its field dictionary."""
