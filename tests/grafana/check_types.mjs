// node check_types.mjs DASHBOARD.json…: whether dashboards are what Grafana's own types say. Prints
// what is wrong, and exits with 1 if anything is.
//
// A JSON file that is imported has strings where a type wants one of a few words. So each becomes a
// TypeScript source, in memory, in which its values stand as literals; these are checked against
// types.d.ts, and what the types do not know is an error too.

import {readFileSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {argv, exit} from 'node:process';
import {fileURLToPath} from 'node:url';

import ts from 'typescript';

const here = dirname(fileURLToPath(import.meta.url));

function sourceOf(dashboard) {
  const {panels, templating, ...frame} = dashboard;
  const lines = ["import type {AnyPanel, Dashboard, Variable} from './types';"];
  const declare = (name, type, value) =>
    lines.push(`export const ${name}: ${type} = ${JSON.stringify(value, null, 1)};`);
  declare('dashboard', 'Dashboard', frame);
  templating.list.forEach((variable, i) => declare(`variable${i}`, 'Variable', variable));
  for (const {...panel} of panels) {
    // What is custom to a kind of panel lies deeper than the types of Grafana can tell.
    const {custom = {}, ...defaults} = panel.fieldConfig.defaults;
    panel.fieldConfig = {...panel.fieldConfig, defaults};
    declare(`panel${panel.id}`, 'AnyPanel', {...panel, custom});
  }
  return lines.join('\n');
}

function check(sources) {
  const options = {
    strict: true, noEmit: true, skipLibCheck: true, types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  const host = ts.createCompilerHost(options);
  const {fileExists, readFile, getSourceFile} = host;
  host.fileExists = (name) => sources.has(name) || fileExists(name);
  host.readFile = (name) => sources.get(name) ?? readFile(name);
  host.getSourceFile = (name, version) => sources.has(name)
    ? ts.createSourceFile(name, sources.get(name), version)
    : getSourceFile(name, version);
  const program = ts.createProgram([...sources.keys()], options, host);
  const found = ts.getPreEmitDiagnostics(program);
  return found.length === 0 ? '' : ts.formatDiagnostics(found, {
    getCurrentDirectory: () => here,
    getCanonicalFileName: (name) => name,
    getNewLine: () => '\n',
  });
}

const sources = new Map(argv.slice(2).map((file) =>
  [join(here, `${basename(file, '.json')}.ts`), sourceOf(JSON.parse(readFileSync(file, 'utf8')))]));
if (sources.size === 0) {
  console.error('usage: node check_types.mjs DASHBOARD.json…');
  exit(2);
}
const wrong = check(sources);
console.error(wrong);
exit(wrong ? 1 : 0);
