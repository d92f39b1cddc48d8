import { isDerivedFeature, type FeatureDefinition } from '../contract/feature-file.js';
import type { EventKinds } from '../policy/event-kind.js';
import type { FactType, FactTypes } from '../rules/rule-set.js';
import { ORIGINS, referencesOf, type FactKind, type Origin, type Reference } from './references-of.js';

/** What a name stands for. */
export interface KnownName {
  readonly kind: FactKind;
  readonly origin: Origin;
  /** Of a request field: its whole type. */
  readonly type?: FactType;
}

/** How many names a fault suggests at most. */
const MAX_SUGGESTIONS = 12;

/** The names that a definition may refer to: the request's fields and the features declared before it. */
export class KnownNames {
  readonly #names = new Map<string, KnownName>();

  constructor(requestTypes: FactTypes) {
    for (const [name, type] of requestTypes) this.#names.set(name, { kind: kindOf(type), origin: 'request field', type });
  }

  get(name: string): KnownName | undefined {
    return this.#names.get(name);
  }

  /** These names, and the facts that events of some kinds give: a feature that looks at those kinds may name them too. */
  withFactsOf(kinds: readonly string[] | undefined, events: EventKinds): KnownNames {
    const given = (kinds ?? []).flatMap((kind) => [...(events.get(kind)?.facts ?? [])].filter(([name]) => !this.#names.has(name)));
    if (given.length === 0) return this;
    const more = new KnownNames(new Map(given));
    for (const [name, known] of this.#names) more.#names.set(name, known);
    return more;
  }

  /** A faulty definition is declared too, for what refers to it is not to blame; but it never hides a request field. */
  declare(definition: FeatureDefinition): void {
    if (this.#names.get(definition.name)?.origin === 'request field') return;
    this.#names.set(definition.name, { kind: definition.type, origin: this.originOf(definition) });
  }

  /** Where a feature's value comes from: a ratio of request features needs no history. */
  originOf(definition: FeatureDefinition): Origin {
    if (!isDerivedFeature(definition)) return 'derived from history';
    const fromHistory = referencesOf(definition).some(({ name }) => this.#names.get(name)?.origin === 'derived from history');
    return fromHistory ? 'derived from history' : 'derived from the request';
  }

  /** Names that would fit, the request's first. */
  fitting({ kinds, origin }: Pick<Reference, 'kinds' | 'origin'>): readonly string[] {
    const fits = ({ kind, origin: from }: KnownName): boolean => kinds.includes(kind) && isWithin(from, origin);
    return [...this.#names].flatMap(([name, known]) => (fits(known) ? [name] : [])).slice(0, MAX_SUGGESTIONS);
  }
}

/** Is one origin allowed where another is the furthest? */
export function isWithin(origin: Origin, furthest: Origin): boolean {
  return ORIGINS.indexOf(origin) <= ORIGINS.indexOf(furthest);
}

function kindOf(type: FactType): FactKind {
  if (type.kind !== 'object') return type.kind;
  return isNumber(type.fields, 'lat') && isNumber(type.fields, 'lon') ? 'position' : 'object';
}

function isNumber(fields: Readonly<Record<string, FactType>>, name: string): boolean {
  return Object.hasOwn(fields, name) && fields[name]?.kind === 'number';
}
