"""Which rows and members count: values, numbers, sets, events."""
