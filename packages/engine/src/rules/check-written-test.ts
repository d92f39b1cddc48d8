import type { JsonObject, JsonValue } from '../contract/json.js';
import { pointerOf } from '../contract/json-place.js';
import { compilePattern } from '../contract/linear-pattern.js';
import { haversineKm } from '../features/haversine-km.js';
import { positionOf } from '../features/position-of.js';
import type { CheckScope } from './check-scope.js';
import type { Comparand, WrittenTest } from './checked-rule.js';
import { describeValue } from './describe-type.js';
import { isJsonObject } from './is-json-object.js';
import { nameHint, quotedName } from './nearest-name.js';
import type { OperatorName } from './operators.js';

/** Checks the value of `matches`, `inList` or `withinKm` and makes it into a test; undefined when it has flaws, which are reported. */
export function checkWrittenTest(operator: OperatorName, value: JsonValue, pointer: string, scope: CheckScope): WrittenTest | undefined {
  if (operator === 'withinKm') return checkCircle(value, pointer, scope);
  if (typeof value === 'string') return operator === 'inList' ? checkListName(value, pointer, scope) : checkPattern(value, pointer, scope);
  const wanted = operator === 'inList' ? 'the name of a list' : 'a pattern';
  scope.report({
    pointer,
    message: `"${operator}" needs ${wanted}, but the value is ${describeValue(value)}.`,
    mend: 'Write it as a string.',
  });
  return undefined;
}

/** Checks the value of `isMissing`. */
export function checkPresence(value: JsonValue, pointer: string, { report }: CheckScope): Comparand | undefined {
  if (typeof value === 'boolean') return { kind: 'single', value };
  const message = `"isMissing" needs true or false, but the value is ${describeValue(value)}.`;
  report({ pointer, message, mend: 'Write true: it is missing, or false: it is there.' });
  return undefined;
}

/** RE2 matches in time linear in the text; the number of its steps bounds the work for each character. */
function checkPattern(source: string, pointer: string, { report }: CheckScope): WrittenTest | undefined {
  const pattern = compilePattern(source);
  if ('test' in pattern) return { kind: 'test', source, holds: (value) => typeof value === 'string' && pattern.test(value) };
  report({ pointer, ...pattern });
  return undefined;
}

function checkListName(name: string, pointer: string, { lists, report }: CheckScope): WrittenTest | undefined {
  const list = lists.get(name);
  if (list !== undefined) return { kind: 'test', source: name, holds: (value) => typeof value === 'string' && list.holds(value) };
  report({ pointer, message: `The policy has no list ${quotedName(name)}.`, mend: nameHint(name, [...lists.keys()]) });
  return undefined;
}

const CIRCLE_PARTS = [
  { part: 'lat', wanted: 'a number from -90 to 90', fits: (value: number) => Math.abs(value) <= 90 },
  { part: 'lon', wanted: 'a number from -180 to 180', fits: (value: number) => Math.abs(value) <= 180 },
  { part: 'km', wanted: 'a number above 0', fits: (value: number) => value > 0 },
] as const;

function circleFlaws(circle: JsonObject): readonly string[] {
  return CIRCLE_PARTS.flatMap(({ part, wanted, fits }) => {
    const value = circle[part];
    if (value === undefined) return [`"${part}" is missing`];
    return typeof value === 'number' && fits(value) ? [] : [`"${part}" must be ${wanted}, and is ${describeValue(value)}`];
  });
}

function checkCircle(value: JsonValue, pointer: string, { report }: CheckScope): WrittenTest | undefined {
  const mend = 'Write {"lat": …, "lon": …, "km": …}: degrees, and a distance above 0.';
  const circle: JsonObject = isJsonObject(value) ? value : {};
  const [centre, km] = [positionOf(circle), circle['km']];
  const odd = Object.keys(circle).filter((key) => key !== 'lat' && key !== 'lon' && key !== 'km');
  for (const key of odd) report({ pointer: pointer + pointerOf([key]), message: `"withinKm" knows no "${key}".`, mend });
  if (odd.length > 0) return undefined;
  if (!isJsonObject(value)) {
    report({ pointer, message: `"withinKm" needs a place and a distance, but the value is ${describeValue(value)}.`, mend });
    return undefined;
  }
  if (centre === undefined || typeof km !== 'number' || km <= 0) {
    for (const flaw of circleFlaws(circle)) report({ pointer, message: `In the value of "withinKm" ${flaw}.`, mend });
    return undefined;
  }
  return {
    kind: 'test',
    source: value,
    holds: (position) => {
      const at = positionOf(position);
      return at === undefined ? undefined : haversineKm(centre, at) <= km;
    },
  };
}
