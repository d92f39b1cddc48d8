import { relative } from 'node:path';
import { canaryFlag, shadowFlag, type Policy } from '@gavel/engine';
import type { FlagService } from '../flags/flag-service.js';
import type { HeldFlow } from '../flows/policy-holder.js';
import type { Parts } from './open-parts.js';

const DEMO_URL = 'http://localhost:8080';

/** What runs and what to try next, in a few lines. */
export function startUpLines(url: string, parts: Parts): string[] {
  const held = parts.policies.all();
  const policies = held.map(({ policy }) => policy);
  const first = policies[0]?.flow.name ?? '';
  const key = parts.keys.areNeeded ? ' -H "x-api-key: $GAVEL_API_KEY"' : '';
  const post = `curl -s${key} -H 'content-type: application/json' --data-binary @- ${url}/v1/flows/${first}/decisions`;
  return [
    `Gavel is ready on ${url}`,
    line('database', parts.store.describe()),
    line('history', historyLine(parts)),
    ...held.map(flowLine),
    line('models', modelsLine(parts)),
    line('flags', flagsLine(parts.flags, policies)),
    line('keys', parts.keys.areNeeded ? 'callers must send an API key' : 'none set: only this machine can reach the service'),
    'Try',
    `  curl -s${key} ${url}/v1/flows/${first}/example | ${post}`,
    `  ${url}/docs`,
    `  ${demoCommand(url, parts)}`,
  ];
}

/** The demo finds the service by GAVEL_URL; where the service is where the demo looks, nothing has to be said. */
function demoCommand(url: string, { keys }: Parts): string {
  const place = url === DEMO_URL ? '' : `GAVEL_URL=${url} `;
  return `${place}${keys.areNeeded ? 'GAVEL_API_KEY=… ' : ''}npm run demo`;
}

function line(name: string, text: string): string {
  return `  ${name.padEnd(10)}${text}`;
}

function flowLine({ policy: { flow, rules, hash }, faults }: HeldFlow): string {
  const instead = faults.length === 0 ? '' : ', which served last: the files in its folder are refused, see the log or /health';
  return line('flow', `${flow.name}: ${rules.size} rules, policy ${hash.slice(0, 12)}${instead}`);
}

function historyLine({ counters }: Parts): string {
  const flows = Object.entries(counters.stats()).map(([flow, { store, state }]) => ({ flow, store, state }));
  const states = flows.map(({ flow, state }) => `${flow} ${state}`).join(', ');
  return flows.some(({ store }) => store === 'redis') ? `in Redis: ${states}` : `in this process: ${states}`;
}

function modelsLine({ modelHost }: Parts): string {
  const { name, gpu } = modelHost.backend();
  const versions = modelHost.versions().map((version) => {
    const why = version.reasons.length === 0 ? '' : ` (${version.reasons.join('; ')})`;
    const where = version.server === undefined ? '' : ` at ${version.server}`;
    return `${version.name}@${version.version} ${version.state}${where}${why}`;
  });
  const on = `${name} (${gpu ? 'on a GPU' : 'no GPU'})`;
  return versions.length === 0 ? `none: rules and the fallback table decide; backend ${on}` : `${versions.join(', ')}; backend ${on}`;
}

function flagsLine(flags: FlagService, policies: readonly Policy[]): string {
  const { source } = flags.status();
  const origin = flags.origin.startsWith('http') ? flags.origin : relative(process.cwd(), flags.origin);
  const splits = policies.flatMap((policy) => splitOf(flags, policy));
  const from = source === 'none' ? `none (${origin} cannot be read)` : source === 'snapshot' ? `snapshot of ${origin}` : origin;
  return [from, ...splits].join('; ');
}

function splitOf(flags: FlagService, { flow, model }: Policy): string[] {
  if (model === undefined) return [];
  const canary = flags
    .split(canaryFlag(flow.name))
    .map(({ payload, share }) => `canary ${payload} for ${share === null ? 'some' : `${share} %`}`);
  const shadow = flags.split(shadowFlag(flow.name)).map(({ payload }) => `shadow ${payload}`);
  return [[`${flow.name} champion ${model.version}`, ...canary, ...shadow].join(', ')];
}
