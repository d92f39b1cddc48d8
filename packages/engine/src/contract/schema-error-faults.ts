import type { ErrorObject } from 'ajv/dist/2020.js';
import type { Fault } from './fault.js';
import { pointerOf } from './json-place.js';

/** What each format wants, in words. */
const FORMATS: Readonly<Record<string, string>> = {
  'date-time': 'a date and time by RFC 3339 with its offset, e.g. 2026-03-01T14:20:11+01:00 or 2026-03-01T13:20:11Z',
  date: 'a date, e.g. 2026-03-01',
  time: 'a time with its offset, e.g. 14:20:11+01:00',
  ipv4: 'an IPv4 address, e.g. 203.0.113.7',
  ipv6: 'an IPv6 address, e.g. 2001:db8::1',
  uuid: 'a UUID, e.g. 123e4567-e89b-12d3-a456-426614174000',
  email: 'an e-mail address',
};

/** A body made of faults must not cost more than a good one: folding is quadratic, and nobody reads the hundred-and-first. */
const MAX_ERRORS = 500;
const MAX_FAULTS = 100;

/** Ajv's errors as faults in plain words, each at the value that has to change; at most 100. */
export function schemaErrorFaults(errors: readonly ErrorObject[]): Fault[] {
  return foldAlternatives(errors.slice(0, MAX_ERRORS))
    .filter((error) => error.keyword !== 'if')
    .slice(0, MAX_FAULTS)
    .map(faultOf);
}

/** The errors of the branches of anyOf and oneOf become part of the one error that says that no branch fits. */
function foldAlternatives(errors: readonly ErrorObject[]): ErrorObject[] {
  const kept: ErrorObject[] = [];
  for (const error of errors) {
    if (error.keyword !== 'anyOf' && error.keyword !== 'oneOf') {
      kept.push(error);
      continue;
    }
    const inner = kept.filter((earlier) => isBranchOf(error, earlier));
    const rest = kept.filter((earlier) => !inner.includes(earlier));
    const wishes = [
      ...new Set(inner.map((earlier) => `${earlier.instancePath.slice(error.instancePath.length)} ${wishOf(earlier)}`.trim())),
    ];
    kept.splice(0, kept.length, ...rest, { ...error, params: { ...error.params, wishes } });
  }
  return kept;
}

function isBranchOf(parent: ErrorObject, error: ErrorObject): boolean {
  const isInside = error.instancePath === parent.instancePath || error.instancePath.startsWith(`${parent.instancePath}/`);
  // A branch that is a reference reports the place it refers to.
  return isInside && (error.schemaPath.startsWith(`${parent.schemaPath}/`) || error.schemaPath.startsWith('#/$defs/'));
}

function faultOf(error: ErrorObject): Fault {
  const pointer = error.instancePath;
  switch (error.keyword) {
    case 'required':
    case 'dependentRequired':
      return {
        pointer,
        message: `The property ${name(error, 'missingProperty')} is missing.`,
        mend: `Add ${name(error, 'missingProperty')}.`,
      };
    case 'additionalProperties':
      return unknownProperty(pointer, text(error, 'additionalProperty'));
    case 'unevaluatedProperties':
      return unknownProperty(pointer, text(error, 'unevaluatedProperty'));
    case 'anyOf':
    case 'oneOf':
      return { pointer, message: `This fits ${howMany(error)} of the forms that are allowed here.`, mend: alternatives(error) };
    case 'not':
      return { pointer, message: 'This has a form that is not allowed here.', mend: 'See the schema of the flow.' };
    default:
      return { pointer, message: `This must be ${wishOf(error)}.`, mend: `Send ${wishOf(error)}.` };
  }
}

function unknownProperty(parent: string, property: string): Fault {
  const message = `The property ${JSON.stringify(property)} is not known.`;
  return { pointer: `${parent}${pointerOf([property])}`, message, mend: 'Remove it, or correct its spelling.' };
}

/** Ajv names the fitting branches of a oneOf only where they are too many. */
function howMany(error: ErrorObject): string {
  return Array.isArray(error.params['passingSchemas']) ? 'more than one' : 'none';
}

function alternatives(error: ErrorObject): string {
  const { wishes } = error.params;
  const texts = Array.isArray(wishes) ? wishes.map(String) : [];
  return texts.length === 0 ? 'See the schema of the flow.' : `Send ${texts.join(', or ')}.`;
}

/** What the schema wants, to follow "This must be". */
function wishOf(error: ErrorObject): string {
  switch (error.keyword) {
    case 'type':
      return article(text(error, 'type'));
    case 'enum':
      return `one of ${listed(error.params['allowedValues'])}`;
    case 'const':
      return JSON.stringify(error.params['allowedValue']) ?? 'another value';
    case 'format':
      return FORMATS[text(error, 'format')] ?? `in the format ${text(error, 'format')}`;
    case 'pattern':
      return `text that matches ${text(error, 'pattern')}`;
    case 'minLength':
      return `at least ${text(error, 'limit')} characters long`;
    case 'maxLength':
      return `at most ${text(error, 'limit')} characters long`;
    case 'minItems':
      return `a list of at least ${text(error, 'limit')} items`;
    case 'maxItems':
      return `a list of at most ${text(error, 'limit')} items`;
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return `a number ${text(error, 'comparison')} ${text(error, 'limit')}`;
    case 'multipleOf':
      return `a multiple of ${text(error, 'multipleOf')}`;
    case 'required':
      return `an object with ${name(error, 'missingProperty')}`;
    default:
      return `a value for which this holds: ${error.message ?? error.keyword}`;
  }
}

function listed(values: unknown): string {
  const texts = Array.isArray(values) ? values.map((value) => JSON.stringify(value)) : [];
  return texts.length <= 20 ? texts.join(', ') : `${texts.slice(0, 20).join(', ')} and ${texts.length - 20} more`;
}

function text(error: ErrorObject, parameter: string): string {
  const value: unknown = error.params[parameter];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function name(error: ErrorObject, parameter: string): string {
  return JSON.stringify(text(error, parameter));
}

function article(kind: string): string {
  if (kind === 'null') return 'null';
  if (kind === 'array') return 'a list';
  if (kind === 'integer') return 'a whole number';
  return kind === 'object' ? 'an object' : `a ${kind}`;
}
