# SPDX-License-Identifier: GPL-2.0-only
"""What the golden cases print for other programs: each JSON document keeps to its schema of docs/schema, and refuses what is not in
it; each SVG document is well-formed and to scale. tests/golden/run shows that the program prints just this."""
import copy
import json
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

from jsonschema import Draft202012Validator

top = pathlib.Path(__file__).resolve().parent.parent
SVG = "{http://www.w3.org/2000/svg}"
# The schema of a command's output.
SCHEMAS = (("dry-run", r"--dry-run=json\b"), ("status", r"--status=json\b"), ("check", r"--check\b[^\n]*--json\b|--json\b[^\n]*--check\b"))
# Documents that no golden case can print, as it would need a virtual machine: a unit test shows that the program prints them.
ELSEWHERE = (("rehearse", "tests/unit/rehearsal-yes.json"), ("rehearse", "tests/unit/rehearsal-no.json"),
             ("rehearse", "tests/unit/rehearsal-crash.json"))
failed = 0


def fail(text):
    global failed
    failed = 1
    print(f"outputs: {text}")


def documents(text):
    """The JSON documents in what a case printed: from a line "{" to a line "}"."""
    for match in re.finditer(r"^\{\n.*?^\}$", text, re.MULTILINE | re.DOTALL):
        yield match.group()


def load_schemas():
    schemas = {}
    for path in sorted((top / "docs/schema").glob("*.json")):
        schema = json.loads(path.read_text())
        Draft202012Validator.check_schema(schema)
        schemas[path.stem] = Draft202012Validator(schema)
    return schemas


def schema_of(command):
    """The name of the schema; None if the case runs commands of several kinds, or of none."""
    names = [name for name, pattern in SCHEMAS if re.search(pattern, command)]
    return names[0] if len(names) == 1 else None


def check_json(name, validator, text):
    document = json.loads(text)
    for error in validator.iter_errors(document):
        fail(f"{name}: {error.json_path}: {error.message:.300}")
    # A schema that takes everything would be none.
    for member in document:
        without = copy.copy(document)
        del without[member]
        if validator.schema.get("required", []).count(member) and validator.is_valid(without):
            fail(f"{name}: the schema does not miss {member}")
    if validator.is_valid({**document, "surplus": 1}):
        fail(f"{name}: the schema takes a member that nobody prints")


def check_svg(name, text):
    """The segments of the region: as wide as their share of it. What would be too narrow to be seen is 1.5 wide."""
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        return fail(f"{name}: {error}")
    boxes = []
    for box in root.iter(SVG + "rect"):
        title = box.findtext(SVG + "title") or ""
        match = re.fullmatch(r"(.*): 0x([0-9a-f]+)-0x([0-9a-f]+), .*", title)
        if match:
            start, last = int(match[2], 16), int(match[3], 16)
            boxes.append((match[1], start, last + 1, *(float(box.get(key)) for key in ("x", "y", "width", "height"))))
    wholes = [box for box in boxes if box[0] in ("free", "not touched")]
    if len(wholes) != 1:
        return fail(f"{name}: {len(wholes)} regions")
    _, low, high, left, top_y, width, _ = wholes[0]
    segments = [box for box in boxes if box[4] == top_y and box is not wholes[0]]
    if len(segments) < 3:
        fail(f"{name}: {len(segments)} segments")
    for part, start, end, x, _, box_width, _ in segments:
        wanted = max(1.5, width * (end - start) / (high - low))
        if abs(box_width - wanted) > 0.02 or abs(x - left - width * (start - low) / (high - low)) > 1.51:
            fail(f"{name}: {part} is at {x}, {box_width} wide, and should be {wanted} wide")
    memory_y = min(box[4] for box in boxes)
    scales = [(end - start) / w for part, start, end, _, y, w, _ in boxes if y == memory_y and w > 20 and part != "loaded into"]
    if not scales or max(scales) > 1.01 * min(scales):
        fail(f"{name}: the memory of the machine is not to scale")


def main():
    schemas = load_schemas()
    used, svgs = dict.fromkeys(schemas, 0), 0
    for case in sorted((top / "tests/golden/cases").iterdir()):
        command, printed = (case / "cmd").read_text(), case / "stdout"
        text = printed.read_text() if printed.exists() else ""
        schema = schema_of(command)
        if case.name.endswith("-json") and (schema not in schemas or not list(documents(text))):
            fail(f"{case.name}: no JSON of a known kind")
        if schema in schemas:
            for document in documents(text):
                check_json(case.name, schemas[schema], document)
                used[schema] += 1
        if case.name.endswith("-svg"):
            check_svg(case.name, text)
            svgs += 1
    for schema, path in ELSEWHERE:
        check_json(path, schemas[schema], (top / path).read_text())
        used[schema] += 1
    for name, count in used.items():
        if not count:
            fail(f"nothing prints what docs/schema/{name}.json describes")
    if (top / "docs/plan.svg").read_text() != (top / "tests/golden/cases/crash-three-regions-svg/stdout").read_text():
        fail("docs/plan.svg is not what the golden case crash-three-regions-svg prints: copy it")
    if not svgs:
        fail("no golden case prints SVG")
    print(f"{sum(used.values())} JSON documents by {len(schemas)} schemas, {svgs} SVG documents")
    return failed


sys.exit(main())
