"""What a group's taste looks like: maps, camps and charts. Nothing here reads or writes the store."""
