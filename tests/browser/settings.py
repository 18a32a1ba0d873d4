"""The settings of the project, a pseudo-language in which every translated word is seen to be, and a store of its own."""

import atexit
import os
import shutil
import tempfile

from lycaon.workbench.project.settings import *  # noqa: F403
from lycaon.workbench.project.settings import INSTALLED_APPS, LANGUAGES, LOCALE_PATHS
from tests.browser.pseudo import LANGUAGE, compiled_pseudo

LANGUAGES = [*LANGUAGES, (LANGUAGE, "Pseudo")]
LOCALE_PATHS = [*LOCALE_PATHS, str(compiled_pseudo(INSTALLED_APPS))]
# A worker beside the site names the folder that both use.
EVIDENCE_HOME = os.environ.get("LYCAON_TESTS_EVIDENCE") or tempfile.mkdtemp(prefix="lycaon-evidence-")
atexit.register(shutil.rmtree, EVIDENCE_HOME, ignore_errors=True)
# Nobody attacks these accounts, and a good hash takes a tenth of a second each time.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
