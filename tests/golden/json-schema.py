# SPDX-License-Identifier: GPL-2.0-only
"""json-schema.py SCHEMA FILE: does the JSON keep to the schema? The words of JSON Schema that docs/schema uses, and no others."""
import json
import re
import sys

TYPES = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None), "boolean": bool}
KNOWN = {"$schema", "title", "description", "type", "required", "additionalProperties", "properties", "const", "enum", "oneOf",
         "items", "minimum", "minLength", "pattern"}


def problems(schema, value, at):
    unknown = set(schema) - KNOWN
    if unknown:
        sys.exit(f"the schema uses words that this program does not know: {sorted(unknown)}")
    kind = schema.get("type")
    if kind and (not isinstance(value, TYPES[kind]) or (kind == "integer" and isinstance(value, bool))):
        return [f"{at} is no {kind}"]
    found = []
    if "const" in schema and value != schema["const"]:
        found.append(f"{at} is {value!r}, not {schema['const']!r}")
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{at} is {value!r}, none of {schema['enum']}")
    if "minimum" in schema and value < schema["minimum"]:
        found.append(f"{at} is {value}, less than {schema['minimum']}")
    if len(value) < schema["minLength"] if "minLength" in schema else False:
        found.append(f"{at} is too short")
    if "pattern" in schema and not re.search(schema["pattern"], value):
        found.append(f"{at} is {value!r}, which does not match {schema['pattern']}")
    if "oneOf" in schema and sum(not problems(one, value, at) for one in schema["oneOf"]) != 1:
        found.append(f"{at} is not one of the {len(schema['oneOf'])} kinds")
    if isinstance(value, dict):
        known = schema.get("properties", {})
        found += [f"{at} lacks {name}" for name in schema.get("required", []) if name not in value]
        for name, member in value.items():
            if name in known:
                found += problems(known[name], member, f"{at}.{name}")
            elif schema.get("additionalProperties") is False:
                found.append(f"{at} has {name}, which the schema does not know")
    if isinstance(value, list):
        for i, item in enumerate(value):
            found += problems(schema.get("items", {}), item, f"{at}[{i}]")
    return found


with open(sys.argv[1], encoding="utf-8") as schema_file, open(sys.argv[2], encoding="utf-8") as file:
    all_problems = problems(json.load(schema_file), json.load(file), "$")
for problem in all_problems:
    print("   ", problem)
sys.exit(1 if all_problems else 0)
