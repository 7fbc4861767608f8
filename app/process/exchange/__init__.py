"""주고받기(exchange): a procedure as a file – YAML for people and version control, BPMN 2.0 for process modellers.

What comes in is read strictly and becomes a draft, never a version. Files are small, hold no references to anything
outside themselves, and every fault is told with its line.
"""
