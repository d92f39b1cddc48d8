import type { JsonObject } from '../contract/json.js';
import type { Policy } from '../policy/policy.js';
import { positionOf } from '../features/position-of.js';
import { isJsonObject } from '../rules/is-json-object.js';

/** What people know of a fact: what it is, in what unit, and where it comes from. */
export interface FactNote {
  readonly fact: string;
  readonly origin: 'request field' | 'feature' | 'score' | 'lists';
  /** A phrase without a full stop, e.g. `earlier payments with this card in a minute`. */
  readonly about?: string;
  /** Its first clause. */
  readonly brief?: string;
  readonly unit?: string;
}

type Described = Pick<Policy, 'flow' | 'catalogue' | 'definition'>;

/** A flow's own words for its facts: descriptions and units of the catalogue, descriptions of the request schema. */
export class Vocabulary {
  readonly #notes = new Map<string, FactNote>();
  readonly #policy: Described;

  constructor(policy: Described) {
    this.#policy = policy;
    for (const [fact, property] of Object.entries(propertiesOf(policy.flow.request))) {
      this.#note({ fact, origin: 'request field', ...aboutOf(isJsonObject(property) ? property['description'] : undefined) });
    }
    for (const { name, description, unit } of policy.catalogue.definitions)
      this.#note({ fact: name, origin: 'feature', ...aboutOf(description), ...(unit === undefined ? {} : { unit }) });
    this.#note({ fact: 'score', origin: 'score', about: "the model's calibrated probability, 0 to 1" });
    this.#note({ fact: 'lists', origin: 'lists', about: 'names of the lists in which the request stands' });
  }

  /** What the flow decides about, with an article: `a payment`. */
  get subject(): string {
    const title = this.#policy.flow.request['title'];
    const noun = typeof title === 'string' && title !== '' ? title.toLowerCase() : 'request';
    return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
  }

  note(fact: string): FactNote | undefined {
    return this.#notes.get(fact);
  }

  /** A value for people: numbers with the fact's unit and at most six significant digits, `yes` and `no` for booleans. */
  value(fact: string, value: unknown): string {
    const unit = this.#notes.get(fact)?.unit;
    if (typeof value === 'number') return unit === undefined ? numberText(value) : `${numberText(value)} ${unit}`;
    return plainValue(value);
  }

  /** The request field that a list looks at. */
  fieldOfList(list: string): string | undefined {
    const { lists } = this.#policy.definition;
    return Object.hasOwn(lists, list) ? lists[list]?.field : undefined;
  }

  /** What a reason code says to people. */
  reasonText(code: string): string {
    const { reasons } = this.#policy.definition;
    return (Object.hasOwn(reasons, code) ? reasons[code] : undefined) ?? code;
  }

  #note(note: FactNote): void {
    this.#notes.set(note.fact, note);
  }
}

/** The properties of a flow's request schema, by name. */
export function propertiesOf(schema: JsonObject): JsonObject {
  const properties = schema['properties'];
  return isJsonObject(properties) ? properties : {};
}

/** A value in words, cut short. */
export function plainValue(value: unknown): string {
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (typeof value === 'number') return numberText(value);
  const place = positionOf(value);
  if (place !== undefined) return `${numberText(place.lat)}, ${numberText(place.lon)}`;
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** Large numbers in full, so that two that differ never read the same by mistake of a cent. */
function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(Math.abs(value) >= 1000 ? 9 : 6)));
}

/** A description as a phrase: its first sentence, beginning small unless its first word is a name. */
function aboutOf(description: unknown): Pick<FactNote, 'about' | 'brief'> {
  if (typeof description !== 'string' || description === '') return {};
  const first = (/^.*?[.](?=\s|$)/.exec(description)?.[0] ?? description).replace(/[.]$/, '');
  const phrase = /^[A-Z][a-z]+\b/.test(first) ? first.charAt(0).toLowerCase() + first.slice(1) : first;
  return { about: phrase, brief: phrase.replace(/(;|:| \().*$/, '') };
}
