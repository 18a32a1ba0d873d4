"""The data protection desk: what is kept and for how long, holds, requests of persons, breaches, who read what."""
