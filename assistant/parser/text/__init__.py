"""What stands in the text: normal form, candidate pieces, numbers, repairs, and which pieces explain it together."""
