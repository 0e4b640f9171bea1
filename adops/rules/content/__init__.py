"""Words against the advertising law: what is met, what it weighs, what is decided (rules.md §5)."""
