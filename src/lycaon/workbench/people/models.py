"""Tables of people: organisations, persons, and who is what in which organisation."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from typing_extensions import override

from lycaon.workbench.people.roles import Kind, Role
from lycaon.workbench.record.reference import Referenced


class Organisation(Referenced):
    """A party: the house that runs the installation, or one it works with."""

    prefix = "O"

    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=200)
    is_host = models.BooleanField(default=False)
    """Whether it runs this installation."""
    country = models.CharField(max_length=2, blank=True)
    """ISO 3166-1 alpha-2 of its seat."""
    languages = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    """In which it is written to, best first."""
    time_zone = models.CharField(max_length=40, blank=True)
    domains = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    """Domains of its mail addresses; people of other addresses are not enrolled."""
    controller_name = models.CharField(max_length=200, blank=True)
    """Who answers for the personal data (GDPR Art. 4(7))."""
    controller_address = models.TextField(blank=True)
    controller_email = models.EmailField(blank=True)
    protection_officer_email = models.EmailField(blank=True)
    """Of the data protection officer, where there is one."""
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "people_organisation"
        constraints = (
            models.UniqueConstraint(fields=["is_host"], condition=Q(is_host=True), name="people_one_host"),
            models.UniqueConstraint(fields=["name"], name="people_organisation_name"),
        )

    @override
    def __str__(self) -> str:
        return self.name


class People(BaseUserManager["Person"]):
    """Persons, found by their address."""

    def enrol(self, email: str, *, name: str, password: str | None = None, language: str = "en") -> "Person":
        """Return a new person, who can sign in only once there is a password."""
        person = Person(email=self.normalize_email(email).casefold(), name=name, language=language)
        person.set_password(password)
        person.save()
        return person

    @override
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").casefold())


class Person(Referenced, AbstractBaseUser):
    """Somebody with an account. What they may do hangs on their memberships, never on them."""

    prefix = "P"
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=5, default="en")
    is_active = models.BooleanField(default=True)
    is_made_up = models.BooleanField(default=False)
    """A person of the demonstration, whose password everybody knows."""
    joined_at = models.DateTimeField(default=timezone.now)

    objects = People()

    class Meta:
        db_table = "people_person"

    @override
    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """What a person is in an organisation. A change of roles changes the row; the record keeps what it was."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    roles = ArrayField(models.CharField(max_length=30, choices=Role))
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "people_membership"
        constraints = (
            models.UniqueConstraint(
                fields=["person", "organisation"], condition=Q(ended_at=None), name="people_one_membership"
            ),
            models.CheckConstraint(condition=~Q(roles=[]), name="people_membership_has_a_role"),
        )

    @override
    def __str__(self) -> str:
        return f"{self.person} at {self.organisation}"


STANDING = Q(ended_at=None, organisation__ended_at=None, person__is_active=True)
"""The memberships that hold now: the person is active, the organisation is, and neither left the other."""
