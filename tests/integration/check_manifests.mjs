// node check_manifests.mjs <MANIFESTS: whether Kubernetes would take them. They are JSON on standard
// input, arrays by name; prints what is wrong with those of each name, as arrays of text.
//
// The models' validators have the schemas that Kubernetes publishes, which allow fields that they do
// not know. The models' types do not: each manifest is a TypeScript source, in memory, as well.

import {readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

import ts from 'typescript';

const here = dirname(fileURLToPath(import.meta.url));

function moduleOf({apiVersion, kind}) {
  const operator = apiVersion.startsWith('monitoring.coreos.com/');
  return `${operator ? '@kubernetes-models/prometheus-operator' : 'kubernetes-models'}/${apiVersion}/${kind}`;
}

function sourceOf(manifest) {
  return `import type {I${manifest.kind}} from '${moduleOf(manifest)}';
export const manifest: I${manifest.kind} = ${JSON.stringify(manifest, null, 1)};`;
}

// What the compiler says, by the manifest that it says it of.
function typeErrors(manifests) {
  const fileOf = new Map(manifests.map((each, i) => [each, join(here, `manifest${i}.ts`)]));
  const sources = new Map(manifests.map(each => [fileOf.get(each), sourceOf(each)]));
  const options = {
    strict: true, noEmit: true, skipLibCheck: true, types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    resolvePackageJsonExports: false,  // some of the models' leave their types out
  };
  const host = ts.createCompilerHost(options);
  const {readFile, fileExists, getSourceFile} = host;
  host.readFile = name => sources.get(name) ?? readFile(name);
  host.fileExists = name => sources.has(name) || fileExists(name);
  host.getSourceFile = (name, target, ...rest) => sources.has(name)
    ? ts.createSourceFile(name, sources.get(name), target) : getSourceFile(name, target, ...rest);
  const program = ts.createProgram([...sources.keys()], options, host);
  const found = ts.getPreEmitDiagnostics(program);
  return manifest => found
    .filter(each => !each.file || each.file.fileName === fileOf.get(manifest) || !sources.has(each.file.fileName))
    .map(each => ts.flattenDiagnosticMessageText(each.messageText, ' '));
}

async function schemaErrors(manifest) {
  const Model = (await import(moduleOf(manifest)))[manifest.kind];
  try {
    new Model(manifest).validate();
    return [];
  } catch (error) {
    return [`${manifest.kind}: ${error.message}`];
  }
}

const named = JSON.parse(readFileSync(0, 'utf8'));
const ofType = typeErrors(Object.values(named).flat());
const found = {};
for (const [name, manifests] of Object.entries(named)) {
  found[name] = [...manifests.flatMap(ofType), ...(await Promise.all(manifests.map(schemaErrors))).flat()];
}
console.log(JSON.stringify(found));
