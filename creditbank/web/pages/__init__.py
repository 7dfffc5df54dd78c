"""HTML: one module a room, each with its ``blueprint``; found by their place."""
