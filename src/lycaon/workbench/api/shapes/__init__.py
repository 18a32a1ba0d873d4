"""What comes in and goes out, as the description of the interface shows it: one file a thing of the field."""
