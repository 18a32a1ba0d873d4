"""The settings of the project, and a pseudo-language in which every translated word is seen to be translated."""

from lycaon.workbench.project.settings import *  # noqa: F403
from lycaon.workbench.project.settings import INSTALLED_APPS, LANGUAGES, LOCALE_PATHS
from tests.browser.pseudo import LANGUAGE, compiled_pseudo

LANGUAGES = [*LANGUAGES, (LANGUAGE, "Pseudo")]
LOCALE_PATHS = [*LOCALE_PATHS, str(compiled_pseudo(INSTALLED_APPS))]
