"""What was said: events, their fold into training data, and simulated members to rehearse with."""
