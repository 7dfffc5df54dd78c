"""Floor 2: the world, at arm's length: database, files, keys, mail, time."""
