"""Group models: members' opinions on one scale, and the rules that combine them."""
