"""The test market: sites of our own that behave like real ones, for tests, training and demonstrations.

A story, drawn from a seed, says what is offered where on each day of a simulated calendar, and so what really
happened; the pages show it as sites do, each with habits of its own: walls, blocks, bursts of errors, pages that say
"gone" with a good status. No offer, seller or site of it is real, and the server listens on loopback only.
"""

from lycaon.learn.market.characters import CHARACTERS, Character
from lycaon.learn.market.plans import plan_of
from lycaon.learn.market.serving import Market, Seen
from lycaon.learn.market.story import Happening, Offer, Story, Told, tell

__all__ = ["CHARACTERS", "Character", "Happening", "Market", "Offer", "Seen", "Story", "Told", "plan_of", "tell"]
