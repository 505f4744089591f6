#!/usr/bin/env python3
"""Fails on an include that runs against the flow, on a file that has grown too long, and on the
coroutine traps of g++ 12 (daemon/README.md, "Traps")."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Which folders of daemon/ a folder may include, besides itself.
MAY_INCLUDE = {
    "base": set(),
    "settings": {"base"},
    "http": {"base"},
    "metrics": {"base"},
    "ping": {"base"},
    "tally": {"base", "ping"},
    "dump": {"base", "ping", "tally"},
    "journal": {"base", "ping"},
    "query": {"base", "ping"},
    "store": {"base", "ping", "tally", "dump", "journal", "query"},
    "pipeline": {"base", "ping", "tally", "dump", "journal", "query", "store", "metrics"},
    "api": {"base", "ping", "query", "tally", "dump", "pipeline", "http", "metrics", "web"},
    "run": {"base", "settings", "http", "metrics", "ping", "tally", "journal", "query", "store",
            "pipeline", "api"},
    "main.cpp": {"base", "settings", "run"},
    # The client shares the daemon's lowest folder and nothing else.
    "cli": {"base"},
    "web": set(),
}
MOST_LINES = {"daemon": 400, "client": 400, "tests": 500}
SOURCES = {".cpp", ".hpp", ".h", ".js", ".mjs", ".py", ".lua"}

INCLUDE = re.compile(r'^\s*#include "([^"/]+)/', re.MULTILINE)
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')
# In one statement with co_await: a brace-made aggregate, a capturing lambda, or ?:.
TRAPS = [
    (re.compile(r"[({,]\s*\{"), "a brace-made value"),
    (re.compile(r"\w\s*\{\s*\."), "a brace-made aggregate"),
    (re.compile(r"\[[^\[\]]+\]\s*(?:\([^)]*\)\s*)?(?:mutable\s*)?\{"), "a capturing lambda"),
    (re.compile(r"\?[^:;]*:(?!:)"), "?:"),
]


def folder_of(path):
    parts = path.relative_to(ROOT).parts
    return parts[1] if parts[0] in ("daemon", "client") else None


def layer_findings(path, text):
    folder = folder_of(path)
    if folder is None or path.suffix not in {".cpp", ".hpp"}:
        return
    if folder not in MAY_INCLUDE:
        yield "stands in a folder that the table of tests/layering does not know"
        return
    for included in INCLUDE.findall(text):
        if included in MAY_INCLUDE and included != folder and included not in MAY_INCLUDE[folder]:
            yield f"{folder} may not include {included}"


def trap_findings(path, text):
    if path.suffix not in {".cpp", ".hpp"}:
        return
    bare = STRING.sub('""', COMMENT.sub("", text))
    for statement in re.split(r";|\{\s*\n|\}\s*\n", bare):
        if "co_await" not in statement:
            continue
        for pattern, what in TRAPS:
            if pattern.search(statement):
                line = " ".join(statement.split())
                yield f"{what} in one statement with co_await: {line[:100]}"


def main():
    findings = []
    for top, most in MOST_LINES.items():
        for path in sorted((ROOT / top).rglob("*")):
            if path.suffix not in SOURCES or "node_modules" in path.parts or not path.is_file():
                continue
            text = path.read_text(encoding="utf-8")
            lines = text.count("\n")
            if lines > most:
                findings.append((path, f"{lines} lines; at most {most} are allowed here"))
            for finding in (*layer_findings(path, text), *trap_findings(path, text)):
                findings.append((path, finding))
    for path, finding in findings:
        print(f"{path.relative_to(ROOT)}: {finding}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
