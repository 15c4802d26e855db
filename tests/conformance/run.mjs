import { readdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Context } from './lib/context.mjs';
import { Host } from './lib/host.mjs';

const usage = `node run.mjs --dll path/to/Chat.Host.dll | --host-command '["dotnet","run","--project","…"]'
  --filter text   only cases whose "area: name" contains the text
  --out file      results as JSON
  --list          names of the cases as JSON, nothing is run
  --trace         the last frames of every device when a case fails`;

const defaultDeadline = 30000;
const parallel = 3;

const { values: options } = parseArgs({
  options: {
    'host-command': { type: 'string' }, dll: { type: 'string' }, filter: { type: 'string', default: '' },
    out: { type: 'string' }, list: { type: 'boolean' }, trace: { type: 'boolean' }, help: { type: 'boolean' },
  },
});

async function loadCases() {
  const folder = new URL('./cases/', import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith('.mjs')).sort();
  const modules = await Promise.all(files.map((file) => import(new URL(file, folder))));
  return modules
    .flatMap(({ default: cases }, index) => cases.map((item) => ({ file: files[index], ...item, name: `${files[index].replace('.mjs', '')}: ${item.name}` })))
    .map((item, index) => ({ ...item, number: index + 1 }));
}

function withDeadline(work, milliseconds) {
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`not done after ${milliseconds} ms`)), milliseconds); });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function describeDevices(context) {
  const lines = [];
  for (const device of context.devices) {
    lines.push(`  ${device.user ?? 'device'}: ${device.events.map(({ name, data }) => name + (/net|kick|error/i.test(name) ? JSON.stringify(data) : '')).join(' ')}`);
    if (!options.trace) continue;
    const frames = await device.trace().catch(() => []);
    lines.push(...frames.map(({ direction, text, at }) => `    ${new Date(at).toISOString().slice(17, 23)} ${direction} ${text.slice(0, 600)}`));
  }
  return lines.join('\n');
}

async function runCase(host, { name, file, number, methods = [], events = [], deadline = defaultDeadline, run }) {
  const context = new Context(host, number);
  const started = performance.now();
  let error;
  let details;
  try {
    if (host.crash) throw new Error(host.crash);
    await withDeadline(run(context), deadline);
    if (context.surprises.length) throw new Error(`unexpected: ${context.surprises.join('\n')}`);
  } catch (failure) {
    error = failure.stack ?? String(failure);
    details = await withDeadline(describeDevices(context), 5000).catch(() => '');
  } finally {
    context.end();
  }
  const ms = Math.round(performance.now() - started);
  console.log(`${error ? 'FAIL' : 'ok  '} ${name} (${ms} ms)`);
  if (error) console.log([error, details].filter(Boolean).join('\n').replace(/^/gm, '     '));
  return { name, file, methods, events, ok: !error, error, ms, sdkVersion: context.devices[0]?.version };
}

async function runAll(host, cases) {
  const results = [];
  const queue = cases.filter((item) => !item.exclusive);
  const worker = async () => {
    for (let item; (item = queue.shift());) results.push(await runCase(host, item));
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  for (const item of cases.filter((one) => one.exclusive)) results.push(await runCase(host, item));
  return results;
}

function hostCommand() {
  if (options.dll) return ['dotnet', options.dll];
  if (options['host-command']) return JSON.parse(options['host-command']);
  throw new Error(usage);
}

const interrupted = 130;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(interrupted));

const cases = (await loadCases()).filter(({ name }) => name.includes(options.filter));
if (options.help) {
  console.log(usage);
} else if (options.list) {
  console.log(JSON.stringify(cases.map(({ name }) => name), null, 2));
} else {
  const host = await Host.start(hostCommand());
  const results = await runAll(host, cases);
  await host.stop();

  const failed = results.filter(({ ok }) => !ok);
  const sdkVersion = results.find((result) => result.sdkVersion)?.sdkVersion;
  if (options.out) {
    writeFileSync(options.out, JSON.stringify({ sdkVersion, cases: results.map(({ sdkVersion: _, ...result }) => result) }, null, 2));
  }
  console.log(`${results.length - failed.length} of ${results.length} passed${failed.length ? `; the host's log: ${host.logFile}` : ''}`);
  if (!failed.length) host.removeData();
  process.exit(failed.length || !results.length ? 1 : 0);
}
