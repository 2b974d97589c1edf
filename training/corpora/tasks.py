"""This file names the attributes that corpora teach and test, and the tasks that teach the encoder each."""

STATES, ALARMISM, HEDGING = "states", "alarmism", "hedging"
SENTIMENT = "sentiment"  # toward a mention
DIRECTED = "directed"  # the same, where neutral means no more than "no blame and no praise between these two"
ALARM = "alarm"
FEAR = "fear"  # spans that frighten or exaggerate, whatever the rest of the sentence does
CUES = "cues"  # words that hedge
