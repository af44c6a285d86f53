"""The schemas: Atom's RELAX NG by jing, JSON Feed's by jsonschema."""
import json
import re
import shutil
import subprocess
from pathlib import Path

import jsonschema

SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"
BATCH = 200


def tools_missing():
    return [] if shutil.which("jing") else ["the Atom schema (jing, a Debian package)"]


def check(feeds):
    """(path, check, finding) of each feed that its schema refuses."""
    return [*check_json(feeds), *check_atom(feeds)]


def check_json(feeds):
    schema = json.loads((SCHEMAS / "jsonfeed-1.1.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    judge = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    for feed in feeds:
        for error in judge.iter_errors(feed.root) if feed.format == "json" else ():
            where = "/".join(map(str, error.absolute_path))
            yield feed.path, "jsonfeed-schema", f"{where}: {error.message[:300]}"


def check_atom(feeds):
    if not shutil.which("jing"):
        return
    paths = [str(feed.path) for feed in feeds if feed.format == "atom"]
    for start in range(0, len(paths), BATCH):
        batch = paths[start : start + BATCH]
        run = subprocess.run(["jing", "-c", str(SCHEMAS / "atom.rnc"), *batch], capture_output=True, text=True)
        lines = [line for line in run.stdout.splitlines() if line.strip()]
        for line in lines:
            path, _, rest = line.partition(".xml:")
            yield Path(re.sub("^file:", "", path) + ".xml"), "atom-schema", rest.strip() or line
        if run.returncode != 0 and not lines:
            yield Path(batch[0]), "atom-schema", f"jing ended with {run.returncode}: {run.stderr.strip()[-300:]}"
