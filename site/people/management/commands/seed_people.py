"""Roles and organisations a new site starts with."""

from typing import Any

from django.core.management.base import BaseCommand

from people.services import ensure_roles, seed_organisations


class Command(BaseCommand):
    """Make what is missing; change nothing that is there."""

    help = "Create the role groups and the organisations that are missing. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        groups = ensure_roles()
        created = seed_organisations()
        self.stdout.write(f"Roles: {len(groups)}. New organisations: {len(created)}.")
