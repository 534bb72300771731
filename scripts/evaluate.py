"""Score records against gold: figures with intervals, and with --errors every miss."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.errors import PipelineError
from pipeline.evaluate import print_evaluation, run_evaluation


def main() -> int:
    """Return the exit code: 1 when a file cannot be read or does not fit, or an offset is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True, help="a gold file or a folder of them")
    parser.add_argument("--records", type=Path, required=True, help="records.jsonl or its folder")
    parser.add_argument("--split", help="only gold of this split: train, dev or test")
    parser.add_argument("--errors", action="store_true", help="list every miss with its sentence")
    parser.add_argument("--out", type=Path, help="also write figures and counts to this JSON file")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    options = parser.parse_args()
    try:
        found = run_evaluation(
            gold=options.gold,
            records=options.records,
            split=options.split,
            out=options.out,
            errors=options.errors,
        )
    except PipelineError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(found.as_json(errors=options.errors), ensure_ascii=False, indent=1))
    else:
        print_evaluation(found, sys.stdout, errors=options.errors)
    return 1 if found.offset_violations else 0


if __name__ == "__main__":
    sys.exit(main())
