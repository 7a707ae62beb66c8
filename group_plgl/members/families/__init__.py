"""Unlike ways to learn a taste, behind one contract: `registry` lists them, `comparing` chooses.

A family may need torch or scikit-learn and runs in the compute child; the registry itself names them
only. Whatever a member's family is, the rest of the house reads weights over features: `distil`.
"""
