"""The HTTP toolkit: pages and fragments, forms, constraints in words, headers, logs. It knows no model."""
