// Writes the table "what the official SDK is tested for" into the README from a result file: node table.mjs results.json
import { readFileSync, writeFileSync } from 'node:fs';

const start = '<!-- conformance -->';
const end = '<!-- /conformance -->';
const readme = new URL('../../README.md', import.meta.url);
const { sdkVersion, cases } = JSON.parse(readFileSync(process.argv[2]));

function rows(kind) {
  const counts = new Map();
  for (const one of cases) {
    for (const name of one[kind] ?? []) {
      const count = counts.get(name) ?? { passed: 0, all: 0 };
      counts.set(name, { passed: count.passed + (one.ok ? 1 : 0), all: count.all + 1 });
    }
  }
  return [...counts].sort(([one], [other]) => one.localeCompare(other)).map(([name, { passed, all }]) => `| ${name} | ${passed} of ${all} |`);
}

const table = [
  start,
  `SDK ${sdkVersion}: ${cases.filter(({ ok }) => ok).length} of ${cases.length} cases pass.`,
  '',
  '| method | cases that pass |', '| --- | --- |', ...rows('methods'),
  '',
  '| event | cases that pass |', '| --- | --- |', ...rows('events'),
  end,
].join('\n');
const text = readFileSync(readme, 'utf8');
writeFileSync(readme, text.slice(0, text.indexOf(start)) + table + text.slice(text.indexOf(end) + end.length));
