"""Art prints of suns, land, plants and blocks: 8 colour genes and 40 of paper and composition."""
