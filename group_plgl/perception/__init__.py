"""What can be seen in pictures, as numbers that mean the same for drawn and for brought ones.

`features` measures, `distance` says how different two pictures look, `attributes` names what one
sees, `surrogate` foretells all of it from a latent without drawing. Numpy only: drawing, and
whatever differentiates through it, is in `generators`.
"""
