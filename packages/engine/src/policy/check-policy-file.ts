import type { Fault } from '../contract/fault.js';
import { pointerOf } from '../contract/json-place.js';
import { harder } from '../contract/outcome.js';
import { STEPS, type PolicyFile } from '../contract/policy-file.js';
import { nameHint } from '../rules/nearest-name.js';

type Band = PolicyFile['bands'][number];

/** What the shape of `policy.json` does not tell: bands, precedence, reason codes, the last row. Faults point into the file. */
export function checkPolicyFile(policy: PolicyFile): readonly Fault[] {
  return [...checkBands(policy), ...checkPrecedence(policy), ...checkReasons(policy), ...checkFallback(policy)];
}

function checkBands({ model, bands }: PolicyFile): readonly Fault[] {
  const [first] = bands;
  if (model === undefined) {
    return first === undefined
      ? []
      : [{ pointer: '/bands', message: 'There are score bands, but no model.', mend: 'Name a model, or remove the bands.' }];
  }
  if (first === undefined)
    return [{ pointer: '/bands', message: 'There is a model, but no score band.', mend: 'Add a band that starts at 0.' }];
  const start =
    first.from === 0 ? [] : [{ pointer: '/bands/0/from', message: 'The first band does not start at 0.', mend: 'Write "from": 0.' }];
  return [...start, ...bands.flatMap((band, index) => checkBand(band, bands[index - 1], index))];
}

function checkBand(band: Band, before: Band | undefined, index: number): readonly Fault[] {
  const pointer = `/bands/${index}`;
  const faults: Fault[] = [];
  if (before !== undefined && band.from <= before.from) {
    faults.push({ pointer: `${pointer}/from`, message: 'The bands do not ascend.', mend: `Start this band above ${before.from}.` });
  }
  if (before !== undefined && harder(before.outcome, band.outcome) !== band.outcome) {
    const message = `A higher score gets a milder outcome: ${band.outcome} after ${before.outcome}.`;
    faults.push({ pointer: `${pointer}/outcome`, message, mend: 'Let outcomes grow from pass over review to block.' });
  }
  if (band.outcome !== 'pass' && band.reason === undefined) {
    faults.push({
      pointer,
      message: `A band that asks for ${band.outcome} has no reason.`,
      mend: 'Add "reason": a code of the reason table.',
    });
  }
  return faults;
}

const HARDEST_FIRST = STEPS.filter((step) => step !== 'allowList');

/**
 * Only the allow list has a place to choose, and never before a deny list. Were a milder step heard before a harder one, a rule
 * that asks for review would let through what another blocks.
 */
function checkPrecedence({ precedence }: PolicyFile): readonly Fault[] {
  const absent = STEPS.filter((step) => !precedence.includes(step));
  if (absent.length > 0) {
    const message = `The precedence names a step twice and leaves out ${absent.join(', ')}.`;
    return [{ pointer: '/precedence', message, mend: `Name each once: ${STEPS.join(', ')}.` }];
  }
  const others = precedence.filter((step) => step !== 'allowList');
  const misplaced = others.findIndex((step, index) => step !== HARDEST_FIRST[index]);
  if (misplaced >= 0) {
    const pointer = `/precedence/${precedence.indexOf(others[misplaced] ?? 'pass')}`;
    const message = `The step ${others[misplaced]} stands where ${HARDEST_FIRST[misplaced]} belongs.`;
    return [{ pointer, message, mend: `Keep the order ${HARDEST_FIRST.join(', ')}; only allowList may be moved.` }];
  }
  if (precedence.indexOf('denyList') < precedence.indexOf('allowList')) return [];
  const pointer = `/precedence/${precedence.indexOf('allowList')}`;
  return [{ pointer, message: 'The allow list stands before the deny list.', mend: 'Put denyList before allowList.' }];
}

/** Rules are checked against the table where they are compiled. */
function checkReasons({ bands, unknownReason, fallback, reasons }: PolicyFile): readonly Fault[] {
  const used: [string, string | undefined][] = [
    ...bands.map(({ reason }, index): [string, string | undefined] => [`/bands/${index}/reason`, reason]),
    ['/unknownReason', unknownReason],
    ...fallback.map(({ reason }, index): [string, string] => [`/fallback/${index}/reason`, reason]),
  ];
  return used.flatMap(([pointer, code]) => {
    if (code === undefined || Object.hasOwn(reasons, code)) return [];
    const message = `The reason ${code} is not in the reason table.`;
    return [{ pointer, message, mend: `Add it to "reasons". ${nameHint(code, Object.keys(reasons))}` }];
  });
}

function checkFallback({ fallback }: PolicyFile): readonly Fault[] {
  const last = fallback.length - 1;
  const names = new Set<string>();
  return fallback.flatMap(({ name, conditions }, index): readonly Fault[] => {
    const at = (part: string): string => pointerOf(['fallback', index, part]);
    const faults: Fault[] = [];
    if (names.has(name))
      faults.push({ pointer: at('name'), subject: name, message: 'Two rows have this name.', mend: 'Rename one of them.' });
    names.add(name);
    if (index === last && conditions !== undefined) {
      const message = 'The last row has conditions, so there may be no answer.';
      faults.push({ pointer: at('conditions'), subject: name, message, mend: 'Add a last row without conditions.' });
    }
    if (index < last && conditions === undefined) {
      const message = 'This row always holds, so the rows below are never reached.';
      faults.push({ pointer: pointerOf(['fallback', index]), subject: name, message, mend: 'Move it to the end, or add conditions.' });
    }
    return faults;
  });
}
