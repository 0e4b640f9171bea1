"""One business day on a portal of its own: everything in here is invented and says so."""
