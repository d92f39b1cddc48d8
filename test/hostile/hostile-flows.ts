import { withChange, type HostileFile } from './hostile-texts.js';

const inPolicy = (name: string, member: object): HostileFile =>
  withChange(name, 'policy.json', (document) => void Object.assign(document, member));
const inFlow = (name: string, member: object): HostileFile =>
  withChange(name, 'flow.json', (document) => void Object.assign(document, member));
const inRequest = (name: string, member: object): HostileFile =>
  withChange(name, 'flow.json', (document) => void Object.assign(document.request, member));
const inCard = (name: string, card: unknown): HostileFile =>
  withChange(name, 'flow.json', (document) => void (document.request.properties.card = card));
const inFeature = (name: string, member: object): HostileFile =>
  withChange(name, 'features.json', (document) => void Object.assign(document.features[1], member));
const inCase = (name: string, member: object): HostileFile =>
  withChange(name, 'cases/a.json', (document) => void Object.assign(document.cases[0], member));

const ROW = { name: 'rest', outcome: 'review', reason: 'NO_SCORE' };
const MODEL = { name: 'sample', champion: '1' };

const POLICIES: readonly HostileFile[] = [
  inPolicy('no bands', { bands: [] }),
  inPolicy('a first band above 0', { bands: [{ from: 0.1, outcome: 'pass' }] }),
  inPolicy('bands that descend', {
    bands: [
      { from: 0, outcome: 'pass' },
      { from: 0.9, outcome: 'review', reason: 'SCORE' },
      { from: 0.5, outcome: 'block', reason: 'SCORE' },
    ],
  }),
  inPolicy('a high score that is milder', {
    bands: [
      { from: 0, outcome: 'block', reason: 'SCORE' },
      { from: 0.9, outcome: 'pass' },
    ],
  }),
  inPolicy('a band from 2', {
    bands: [
      { from: 0, outcome: 'pass' },
      { from: 2, outcome: 'pass' },
    ],
  }),
  inPolicy('a band without reason', { bands: [{ from: 0, outcome: 'block' }] }),
  inPolicy('an outcome that is none', { bands: [{ from: 0, outcome: 'allow' }] }),
  inPolicy('a precedence with a step twice', { precedence: ['denyList', 'denyList', 'allowList', 'score', 'review', 'pass'] }),
  inPolicy('a precedence in which pass comes first', { precedence: ['pass', 'denyList', 'hardBlock', 'allowList', 'score', 'review'] }),
  inPolicy('an allow list above the deny list', { precedence: ['allowList', 'denyList', 'hardBlock', 'score', 'review', 'pass'] }),
  inPolicy('an empty precedence', { precedence: [] }),
  inPolicy('unknown rules that pass', { unknownRules: { block: 'pass', review: 'pass' } }),
  inPolicy('an unknown reason', { unknownReason: 'toString' }),
  inPolicy('no fallback', { fallback: [] }),
  inPolicy('a fallback that may have no answer', {
    fallback: [{ ...ROW, conditions: { all: [{ fact: 'amount', operator: 'lessThan', value: 5 }] } }],
  }),
  inPolicy('a fallback row that is never reached', { fallback: [{ ...ROW, name: 'first' }, ROW] }),
  inPolicy('101 fallback rows', { fallback: Array.from({ length: 101 }, (_, at) => ({ ...ROW, name: `r${at}` })) }),
  inPolicy('a fallback with a script', {
    fallback: [{ ...ROW, name: 'x', conditions: { all: [{ fact: 'amount', operator: 'equal', value: 1, path: '$[?(1)]' }] } }, ROW],
  }),
  inPolicy('a fallback with an unknown operator', {
    fallback: [{ ...ROW, name: 'x', conditions: { fact: 'amount', operator: 'eval', value: 1 } }, ROW],
  }),
  inPolicy('a fallback with a shared condition', { fallback: [{ ...ROW, name: 'x', conditions: { condition: 'c' } }, ROW] }),
  inPolicy('a list outside the folder', { lists: { 'stolen-cards': { file: '../../../etc/passwd', field: 'card' } } }),
  inPolicy('a list at an absolute path', { lists: { 'stolen-cards': { file: '/etc/passwd', field: 'card' } } }),
  inPolicy('a list of another file', { lists: { 'stolen-cards': { file: 'policy.json', field: 'card' } } }),
  inPolicy('a list of a number', { lists: { 'stolen-cards': { file: 'lists/stolen-cards.csv', field: 'amount' } } }),
  inPolicy('a list of no field', { lists: { 'stolen-cards': { file: 'lists/stolen-cards.csv', field: 'constructor' } } }),
  inPolicy('a list with a strange name', { lists: { 'Stolen Cards': { file: 'lists/stolen-cards.csv', field: 'card' } } }),
  inPolicy('a reason in small letters', { reasons: { many: 'x' } }),
  inPolicy('a reason of 1,000 letters', { reasons: { MANY: 'x'.repeat(1000) } }),
  inPolicy('a model without champion', { model: { name: 'sample' } }),
  inPolicy('a model with a script', { model: { ...MODEL, onLoad: 'process.exit()' } }),
  inPolicy('no model but bands', { model: undefined }),
];

const FLOWS: readonly HostileFile[] = [
  inFlow('a name with a path', { name: '../card' }),
  inFlow('a field that is not there', { fields: { eventTime: 'when', requestId: 'id', stickiness: 'customer' } }),
  inFlow('a field of the prototype', { fields: { eventTime: 'at', requestId: 'constructor', stickiness: '__proto__' } }),
  inFlow('a time-out of 0', { scoreTimeoutMs: 0 }),
  inFlow('a time-out of a year', { scoreTimeoutMs: 31_536_000_000 }),
  inFlow('a rate of 0', { currencies: { base: 'EUR', rates: { EUR: { decimals: 2, rate: 0 } } } }),
  inFlow('a negative rate', { currencies: { base: 'EUR', rates: { EUR: { decimals: 2, rate: -1 } } } }),
  inFlow('a currency of 99 decimals', { currencies: { base: 'EUR', rates: { EUR: { decimals: 99, rate: 1 } } } }),
  inFlow('an example that does not fit', { example: { id: 'r1' } }),
  inFlow('changeable facts that are not there', { changeable: ['nobody', 'toString'] }),
  inFlow('a changeable key of history', { changeable: ['customer'] }),
  inFlow('a changeable score', { changeable: ['score'] }),
  inFlow('a changeable fact twice', { changeable: ['amount', 'amount'] }),
  inFlow('a request that is a list', { request: [] }),
  inFlow('a request that is true', { request: true }),
  inRequest('an open request', { additionalProperties: true }),
  inRequest('a request that is a string', { type: 'string' }),
  inRequest('a schema from the network', { $ref: 'http://127.0.0.1:1/schema.json' }),
  inRequest('a schema from a file', { $ref: 'file:///etc/passwd' }),
  inRequest('a schema that refers to itself', { $ref: '#' }),
  inRequest('two schemas that refer to each other', {
    $defs: { a: { allOf: [{ $ref: '#/$defs/b' }] }, b: { anyOf: [{ $ref: '#/$defs/a' }] } },
    allOf: [{ $ref: '#/$defs/a' }],
  }),
  inRequest('a tree of requests', { $defs: { a: { type: 'array', items: { $ref: '#/$defs/a' } } }, allOf: [{ $ref: '#/$defs/a' }] }),
  inRequest('another dialect', { $schema: 'http://json-schema.org/draft-04/schema#' }),
  inRequest('an unknown keyword', { coerceTypes: true }),
  inRequest('a keyword of the wrong type', { required: 'id' }),
  inRequest('a required name that is not there', { required: ['id', 'at', 'customer', 'amount', 'nobody'] }),
  inRequest('Ajv by name', { $async: true }),
  inCard('an unknown type', { type: 'text' }),
  inCard('several types', { type: ['string', 'number'] }),
  inCard('an unknown format', { type: 'string', format: 'card' }),
  inCard('a pattern that is none', { type: 'string', pattern: '(' }),
  inCard('a pattern that looks ahead', { type: 'string', pattern: '^(?=(a+)+$)a' }),
  inCard('a pattern that refers back', { type: 'string', pattern: '^(a+)\\1+$' }),
  inCard('a pattern of 1,000 steps', { type: 'string', pattern: '^((a{9}){9}){9}$' }),
  inCard('a pattern of 100,000 letters', { type: 'string', pattern: 'a'.repeat(100_000) }),
  inCard('properties by a pattern that refers back', {
    type: 'object',
    additionalProperties: false,
    patternProperties: { '^(a+)\\1+$': { type: 'string' } },
  }),
  inCard('a schema that is a number', 7),
  inCard('a minimum of a string', { type: 'string', minimum: 1 }),
  inCard('an open object', { type: 'object', properties: { a: { type: 'string' } } }),
];

const FEATURES: readonly HostileFile[] = [
  inFeature('an unknown aggregate', { aggregate: 'median' }),
  inFeature('the aggregate constructor', { aggregate: 'constructor' }),
  inFeature('a window of 0', { window: '0s' }),
  inFeature('a window of 99999999 days', { window: '99999999d' }),
  inFeature('a window without unit', { window: 3600 }),
  inFeature('a key that is not there', { key: 'nobody' }),
  inFeature('a key that is a number', { key: 'amount' }),
  inFeature('a sum of strings', { of: 'customer' }),
  inFeature('a sum of nothing', { of: undefined }),
  inFeature('a sum of itself', { of: 'spent1h' }),
  inFeature('the name of a field', { name: 'amount' }),
  inFeature('the name score', { name: 'score' }),
  inFeature('a name twice', { name: 'payments1h' }),
  inFeature('the name __proto__', { name: '__proto__' }),
  inFeature('another type', { type: 'string' }),
  inFeature('a where with an unknown operator', { where: { fact: 'amount', operator: 'matches', value: '(a+)+$' } }),
  inFeature('a where of an unknown fact', { where: { fact: 'nobody', operator: 'equal', value: 1 } }),
  inFeature('a ratio of what comes later', {
    key: undefined,
    window: undefined,
    aggregate: undefined,
    from: 'ratio',
    of: ['amount', 'sinceLast'],
  }),
  inFeature('a formula', { from: 'eval', of: 'process.exit()' }),
  withChange('501 features', 'features.json', ({ features }) => ({
    features: Array.from({ length: 501 }, (_, at) => ({ ...features[0], name: `f${at}` })),
  })),
];

const CASES: readonly HostileFile[] = [
  inCase('an unknown outcome', { expect: { outcome: 'allow', reasons: [] } }),
  inCase('no expectation', { expect: undefined }),
  inCase('a score of 2', { score: 2 }),
  inCase('a score that is a text', { score: '0.5' }),
  inCase('a history from the future', { history: [{ ago: '-5m' }] }),
  inCase('a million repetitions', { history: [{ ago: '5m', times: 1_000_000 }] }),
  inCase('201 events of history', { history: Array.from({ length: 201 }, () => ({ ago: '5m' })) }),
  inCase('a request that is a list', { request: [] }),
  inCase('a case left out', { skip: true }),
  withChange('a case twice', 'cases/a.json', ({ cases }) => ({ cases: [...cases, ...cases] })),
  withChange('5,001 cases', 'cases/a.json', ({ cases }) => ({
    cases: Array.from({ length: 5001 }, (_, at) => ({ ...cases[0], name: `c${at}` })),
  })),
];

/** Hostile policies, flows, catalogues and cases: each is JSON, and none may load. */
export const HOSTILE_FLOWS: readonly HostileFile[] = [...POLICIES, ...FLOWS, ...FEATURES, ...CASES];
