"""What can be asked over HTTP? One class per kind of thing; `Client` has one object of each."""
