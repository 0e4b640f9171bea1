"""Reading of the sheets of interfaces.md: cells → typed rows, or errors by row and column."""
