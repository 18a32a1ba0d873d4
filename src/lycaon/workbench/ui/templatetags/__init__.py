"""Tags: ``{% load lycaon %}`` brings them all."""
