"""What runs by the clock: jobs found in folders, claimed slot by slot, recorded run by run.

`job` is the contract of a job file, `claims` runs one slot, `clock` says when. What a job does is
in `services`; nothing here knows what a group is.
"""
