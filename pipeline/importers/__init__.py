"""Other annotation formats -> gold: one module a format."""
