"""What can be done with surveys."""

from lycaon.workbench.people.permissions import verb
from lycaon.workbench.people.roles import Role

SEE_SURVEYS = verb("see_surveys", Role.LEAD, Role.RESEARCHER, says="See surveys, their plans and agreement")
PLAN_SURVEY = verb("plan_survey", Role.LEAD, Role.RESEARCHER, says="Draft and freeze the plan of a survey")
OBSERVE = verb("observe_offers", Role.LEAD, Role.RESEARCHER, says="Take offers into a survey as observations")
CODE_OFFER = verb("code_offer", Role.LEAD, Role.RESEARCHER, says="Code an observed offer by the code-book")
SETTLE_CODES = verb("settle_codes", Role.LEAD, Role.RESEARCHER, says="Settle what two coders differ on")
PUBLISH_SURVEY = verb("publish_survey", Role.LEAD, Role.RESEARCHER, says="Make the report of a survey")
