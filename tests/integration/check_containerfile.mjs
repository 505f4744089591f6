// node check_containerfile.mjs <FILE: what a linter of Dockerfiles finds, a line each.

import {readFileSync} from 'node:fs';
import {exit} from 'node:process';

import {validate} from 'dockerfile-utils';

const found = validate(readFileSync(0, 'utf8'));
found.forEach(each => console.log(`line ${each.range.start.line + 1}: ${each.message}`));
exit(found.length === 0 ? 0 : 1);
