"""What is answered when it is asked whether one picture can please everybody."""

MET = "met"
CONFLICT = "conflict"
BEYOND = "beyond"  # held-out answers do not support saying of anybody that they like a picture
UNTOLD = "untold"  # nobody may be singled out
