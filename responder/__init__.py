"""A line that answers texts and calls about children's behavioral health, with 988 in every answer.

Follow one text:  web -> carrier -> sms   -> safety/assess -> render -> twiml
Follow one call:  web -> carrier -> voice -> safety/assess -> render -> twiml

`route` tells what a message asks for, `exchange` names what comes in and goes out, `flow` turns
staff's YAML into a checked Flow,
`failsafe` stands around all of it: whatever breaks, the person reads or hears 988.
Nobody reads what people send, and nothing of it is kept.
"""
