"""A folder of interviews: what is to be done, what is done already, and the files of a run."""

from pipeline.batch.jobs import Engine, FileError, Job, Outcome, Skipped, default_engine
from pipeline.batch.runs import Plan, Request, Result, plan_run, run_batch
from pipeline.batch.workers import available_cores

__all__ = [
    "Engine",
    "FileError",
    "Job",
    "Outcome",
    "Plan",
    "Request",
    "Result",
    "Skipped",
    "available_cores",
    "default_engine",
    "plan_run",
    "run_batch",
]
