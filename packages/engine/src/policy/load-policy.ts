import { z } from 'zod';
import { parseShaped, placed, type Shaped } from '../contract/check-shape.js';
import type { Checked, Fault } from '../contract/fault.js';
import { featureFileSchema, type FeatureFile } from '../contract/feature-file.js';
import { flowFileSchema, type FlowFile } from '../contract/flow-file.js';
import { policyFileSchema, type PolicyFile } from '../contract/policy-file.js';
import type { Catalogue } from '../features/catalogue.js';
import { compileCatalogue } from '../features/compile-catalogue.js';
import { compileCondition, compileRulesSliced } from '../rules/compile-rules.js';
import { readRuleFileSliced } from '../rules/read-rule-file.js';
import { MAX_JSON_DEPTH } from '../rules/rule-limits.js';
import type { FactTypes, NamedLists, RuleSet } from '../rules/rule-set.js';
import { atOnce, type Sliced } from '../sliced.js';
import { addressLiteralFaults } from './address-literals.js';
import { addressPlacesOf, type AddressPlaces } from './canonical-addresses.js';
import { checkChangeable } from './check-changeable.js';
import { checkExplanation } from './check-explanation.js';
import { checkFlow, type CheckedFlow } from './check-flow.js';
import { checkPolicyFile } from './check-policy-file.js';
import { checkFactNames, factTypesOf } from './fact-types.js';
import type { EventKinds } from './event-kind.js';
import { checkFileNames, filesOfKind, policyFilesOf, type FlowTexts } from './flow-files.js';
import { loadEventKinds } from './load-event-kinds.js';
import { listFaultsSliced, loadLists } from './load-lists.js';
import { policyHashSliced } from './policy-hash.js';
import type { FallbackRow, NamedList, Policy } from './policy.js';

/**
 * Makes a policy of the texts of a flow's folder (by path inside it), or tells every fault of every file with its place. Cases are not
 * read here. Never throws.
 */
export function loadPolicy(files: FlowTexts): Checked<Policy> {
  return atOnce(loadPolicySliced(files));
}

/**
 * As `loadPolicy`, with pauses. What `before` has made of the same flow file is taken over: compiling a request schema is the one part
 * that cannot pause.
 */
export function* loadPolicySliced(files: FlowTexts, before?: Policy): Sliced<Checked<Policy>> {
  const loader = new PolicyLoader(policyFilesOf(files), before);
  const policy = yield* loader.load();
  return policy === undefined ? { ok: false, faults: loader.faults.toSorted(byPlace) } : { ok: true, value: policy };
}

function byPlace(a: Fault, b: Fault): number {
  if (a.file !== b.file) return (a.file ?? '') < (b.file ?? '') ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

/** The lists that could be read, and all that rules may name. */
interface Lists {
  readonly loaded: readonly NamedList[];
  readonly named: NamedLists;
}

/** The three files that everything else is checked against; what could not be read is absent, and its faults are told. */
interface Definitions {
  readonly flow?: Shaped<FlowFile>;
  readonly features?: Shaped<FeatureFile>;
  readonly policy?: Shaped<PolicyFile>;
}

/** What rules name of the policy. */
type Tables = Pick<PolicyFile, 'reasons' | 'lists'>;

const tablesSchema: z.ZodType<Tables> = z.object({ reasons: policyFileSchema.shape.reasons, lists: policyFileSchema.shape.lists });

/** The tables of a `policy.json` that is faulty elsewhere, so that rules can be checked all the same. */
function readTables(text: string): Tables | undefined {
  const shaped = parseShaped(tablesSchema, 'policy.json', text, { maxDepth: MAX_JSON_DEPTH });
  return shaped.ok ? shaped.value.value : undefined;
}

/** Goes on after a fault as far as the rest can be judged fairly, so that one load tells everything. */
class PolicyLoader {
  readonly faults: Fault[] = [];
  private readonly parsed = new Map<string, Shaped<unknown>>();

  constructor(
    private readonly files: FlowTexts,
    private readonly before: Policy | undefined,
  ) {}

  *load(): Sliced<Policy | undefined> {
    this.faults.push(...checkFileNames(this.files));
    const definitions = this.readDefinitions();
    const { flow, features, policy } = definitions;
    yield;
    const checkedFlow = this.checkFlow(flow);
    yield;
    const types = this.checkTypes(checkedFlow.types, features);
    this.checkChangeable(definitions, types);
    const events = loadEventKinds(this.files, checkedFlow.types);
    this.faults.push(...events.faults);
    const catalogue = this.compileCatalogue(definitions, checkedFlow.types, events.kinds);
    const tables = policy?.value ?? readTables(this.files['policy.json'] ?? '');
    yield;
    const addresses = flow === undefined ? undefined : addressPlacesOf(flow.value.request);
    const lists = yield* this.loadLists(tables, checkedFlow.types, addresses);
    const rules = yield* this.compileRules(types, tables, lists);
    const fallback = this.compileFallback(types, policy, lists);
    if (addresses !== undefined) this.faults.push(...addressLiteralFaults(this.files, addresses));
    if (policy !== undefined) this.add('policy.json', checkPolicyFile(policy.value));
    if (policy !== undefined && types !== undefined) this.add('policy.json', checkExplanation(policy.value, types));
    if (this.faults.length > 0) return undefined;
    const { parseRequest } = checkedFlow;
    if (!flow || !policy || !catalogue || !types || !rules || !fallback || !parseRequest)
      throw new Error('a part is absent without a fault');
    const { model } = policy.value;
    return {
      hash: yield* policyHashSliced(this.files),
      flow: flow.value,
      definition: policy.value,
      files: this.files,
      catalogue,
      factTypes: types,
      rules,
      events: events.kinds,
      lists: lists.loaded,
      fallback,
      ...(model === undefined ? {} : { model: { name: model.name, version: model.champion } }),
      parseRequest,
    };
  }

  private readDefinitions(): Definitions {
    const flow = this.read('flow.json', flowFileSchema);
    const features = this.read('features.json', featureFileSchema);
    const policy = this.read('policy.json', policyFileSchema);
    return { ...(flow && { flow }), ...(features && { features }), ...(policy && { policy }) };
  }

  private read<T>(file: string, schema: z.ZodType<T>): Shaped<T> | undefined {
    const text = this.files[file];
    const shaped = text === undefined ? undefined : this.take(parseShaped(schema, file, text, { maxDepth: MAX_JSON_DEPTH }));
    if (shaped !== undefined) this.parsed.set(file, shaped);
    return shaped;
  }

  private checkFlow(flow: Shaped<FlowFile> | undefined): CheckedFlow {
    if (flow === undefined) return { faults: [] };
    const isSame = this.before?.files['flow.json'] === this.files['flow.json'];
    const checked = checkFlow(flow.value, isSame ? this.before : undefined);
    this.add('flow.json', checked.faults);
    return checked;
  }

  private checkTypes(request: FactTypes | undefined, features: Shaped<FeatureFile> | undefined): FactTypes | undefined {
    if (request === undefined || features === undefined) return undefined;
    this.add('features.json', checkFactNames(request, features.value.features));
    return factTypesOf(request, features.value.features);
  }

  private checkChangeable({ flow, features }: Definitions, types: FactTypes | undefined): void {
    if (flow === undefined || features === undefined || types === undefined) return;
    this.add('flow.json', checkChangeable(flow.value, features.value.features, types));
  }

  private compileCatalogue({ flow, features }: Definitions, request: FactTypes | undefined, events: EventKinds): Catalogue | undefined {
    if (flow === undefined || features === undefined || request === undefined) return undefined;
    const compiled = compileCatalogue(features.value.features, flow.value, request, events);
    if (compiled.ok) return compiled.value;
    this.add('features.json', compiled.faults);
    return undefined;
  }

  /** Where the facts or tables are not known, rule files are only read: blaming every rule would hide the one real fault. */
  private *compileRules(types: FactTypes | undefined, tables: Tables | undefined, lists: Lists): Sliced<RuleSet | undefined> {
    const files = filesOfKind(this.files, 'rules');
    if (types !== undefined && tables !== undefined)
      return this.take(yield* compileRulesSliced(files, { types, reasons: tables.reasons, lists: lists.named }));
    for (const file of files) this.faults.push(...(yield* readRuleFileSliced(file)).faults.all());
    return undefined;
  }

  private *loadLists(tables: Tables | undefined, request: FactTypes | undefined, addresses: AddressPlaces | undefined): Sliced<Lists> {
    if (tables === undefined) {
      this.faults.push(...(yield* listFaultsSliced(this.files)));
      return { loaded: [], named: new Map() };
    }
    const { lists, faults } = yield* loadLists(this.files, tables.lists, { types: request, addresses });
    this.add('policy.json', faults);
    // A list whose file is faulty has a name all the same: the rules that use it are not to blame.
    const named = new Map<string, Pick<NamedList, 'holds'> & Partial<NamedList>>();
    for (const name of Object.keys(tables.lists)) named.set(name, { holds: () => undefined });
    for (const list of lists) named.set(list.name, list);
    return { loaded: lists, named };
  }

  private compileFallback(
    types: FactTypes | undefined,
    policy: Shaped<PolicyFile> | undefined,
    lists: Lists,
  ): readonly FallbackRow[] | undefined {
    if (types === undefined || policy === undefined) return undefined;
    return policy.value.fallback.map(({ name, conditions, outcome, reason }, index) => {
      if (conditions === undefined) return { name, outcome, reason };
      const place = { file: 'policy.json', pointer: `/fallback/${index}/conditions` };
      const compiled = compileCondition(conditions, types, place, lists.named);
      if (compiled.ok) return { name, holds: compiled.value, outcome, reason };
      this.add(
        'policy.json',
        compiled.faults.map((fault) => ({ subject: name, ...fault })),
      );
      return { name, outcome, reason };
    });
  }

  private take<T>(checked: Checked<T>): T | undefined {
    if (checked.ok) return checked.value;
    this.faults.push(...checked.faults);
    return undefined;
  }

  /** Adds faults with their lines; `file` is that of the faults that name none. */
  private add(file: string, faults: readonly Fault[]): void {
    for (const fault of faults) this.faults.push(placed(fault, this.parsed.get(fault.file ?? file) ?? {}, file));
  }
}
