"""All that deliveries are judged by besides themselves."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property

from werkmonitor.fingerprints import digest_of
from werkmonitor.intake.corrections import Corrections, load_corrections
from werkmonitor.intake.digests import CODE, KEY, PROGRAMME, layout_part, partner_part, settings
from werkmonitor.intake.files.passwords import Passwords, load_passwords
from werkmonitor.intake.folders import Delivery
from werkmonitor.intake.layout import Layout, Layouts, load_layouts
from werkmonitor.keys import secret_key
from werkmonitor.limits import DEFAULT_LIMITS, Limits
from werkmonitor.programme import Partner, Programme
from werkmonitor.workspace import Workspace


@dataclass(frozen=True)
class Rules:
    """The programme, the layouts, the corrections, the key for pseudonyms. digests: of all these, by part."""

    programme: Programme
    layouts: Layouts
    corrections: Corrections
    key: bytes
    digests: Mapping[str, str]
    limits: Limits = DEFAULT_LIMITS
    passwords: Passwords = field(default_factory=Passwords)

    @classmethod
    def of(cls, workspace: Workspace, programme: Programme) -> "Rules":
        """Raises ConfigurationError for a faulty layout or correction, and when there is no key."""
        return cls(
            programme,
            load_layouts(workspace, programme),
            load_corrections(workspace),
            secret_key(workspace, programme, "pseudonym"),
            settings(workspace, programme),
            Limits(**programme.limits),  # type: ignore[arg-type]  # the programme knows their names
            load_passwords(workspace, programme),
        )

    def is_register(self, partner: Partner) -> bool:
        return any(self.layouts[code].yields("projects") for code in partner.layouts)

    def layouts_of(self, partner: Partner) -> dict[str, Layout]:
        return {code: self.layouts[code] for code in partner.layouts}

    def digest_for(self, delivery: Delivery, partner: Partner, projects: str) -> str:
        """Of all that the outcome of a delivery by itself depends on. projects: `Vocabulary.digest_of_projects`."""
        return digest_of(
            [
                delivery.delivery_id,
                self.passwords.mark(delivery.delivery_id),
                ascii(delivery.path.name),
                str(delivery.received_on),
                self.digests[partner_part(partner)],
                [(code, self.digests[layout_part(code)]) for code in partner.layouts],
                [one.model_dump(mode="json") for one in self.corrections.of(delivery.key)],
                self._of_all,
                projects,
            ]
        )

    @cached_property
    def _of_all(self) -> str:
        """Of what every outcome depends on."""
        return digest_of([*(self.digests[part] for part in (PROGRAMME, KEY, CODE)), asdict(self.limits)])
