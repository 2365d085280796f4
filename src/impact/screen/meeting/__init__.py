"""A board's meeting on the whole screen: one sentence, one picture and a few plain figures at a time."""
