"""The few ideas that all features share: who asks, what may be asked, and one unit of work that commits once."""
