"""Open311 GeoReport v2: existing 311 clients file cases and follow them."""
