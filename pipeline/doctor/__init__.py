"""Whether this installation and an output folder are sound, and how to mend what is not."""

from pipeline.doctor.findings import Finding, Level
from pipeline.doctor.installation import check_installation
from pipeline.doctor.output import check_output

__all__ = ["Finding", "Level", "check_installation", "check_output"]
