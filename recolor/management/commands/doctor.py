"""`manage.py doctor`: say in words what is wrong with the installation, and what to do."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ... import selectors


class Command(BaseCommand):
    help = "Check the database, storage, queue, model files and settings. The exit status is 1 if the site cannot work."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        findings = selectors.readiness()
        if findings[0].status == "ok":  # without a database, the other checks cannot be made
            findings += selectors.deployment_findings()
        styles = {"ok": self.style.SUCCESS, "warning": self.style.WARNING, "failed": self.style.ERROR}
        for finding in findings:
            self.stdout.write(styles[finding.status](f"{finding.status:8}") + f" {finding.name}")
            if finding.problem:
                self.stdout.write(f"         {finding.problem}\n         {finding.advice}")
        failed = sum(finding.status == "failed" for finding in findings)
        if failed:
            raise CommandError(f"{failed} of {len(findings)} checks failed.")
        self.stdout.write("The site can work.")
