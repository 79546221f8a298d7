"""The HTTP toolkit of every room: pages, fragments, forms, constraints in words, headers, logs. It knows no model."""
