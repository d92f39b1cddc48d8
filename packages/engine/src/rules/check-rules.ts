import type { Hit } from '../contract/decision.js';
import type { Checked } from '../contract/fault.js';
import type { RuleEventType, RuleSource } from '../contract/rule-file.js';
import { atOnce, type Sliced } from '../sliced.js';
import { checkRoot } from './check-condition.js';
import type { Measured } from './check-scope.js';
import type { CheckedRule } from './checked-rule.js';
import { libraryObjection } from './library-rule.js';
import { nameHint, quotedName } from './nearest-name.js';
import type { ReadRule, ReadRuleFile } from './read-rule-file.js';
import { MAX_COMPARISONS, MAX_COMPARISONS_PER_RULE, MAX_RULES } from './rule-limits.js';
import type { FactTypes, NamedLists } from './rule-set.js';
import { NO_LISTS, SharedConditions } from './shared-conditions.js';

/** What rules may speak of: the flow's facts and reason codes. */
export interface RuleWorld {
  readonly types: FactTypes;
  /** Code → text for people. */
  readonly reasons: Readonly<Record<string, string>>;
  /** The lists that `inList` may name; absent: none. */
  readonly lists?: NamedLists;
}

const STEP_OF: Readonly<Record<RuleEventType, Hit['step']>> = { block: 'hardBlock', review: 'review', pass: 'pass', flag: 'flag' };
const LIST_STEP_ASKS = { denyList: 'block', allowList: 'pass' } as const;

interface Ordered {
  readonly priority: number;
  readonly comparisons: number;
  readonly rule: CheckedRule;
}

/** Checks all files against each other and the world: the rules in the order of evaluation, or every fault. */
export function checkRules(files: readonly ReadRuleFile[], world: RuleWorld): Checked<readonly CheckedRule[]> {
  return atOnce(checkRulesSliced(files, world));
}

/** As `checkRules`, with pauses. */
export function* checkRulesSliced(files: readonly ReadRuleFile[], world: RuleWorld): Sliced<Checked<readonly CheckedRule[]>> {
  const sorted = files.toSorted((a, b) => (a.file < b.file ? -1 : 1));
  const seen = new Map<string, string>();
  const ordered: Ordered[] = [];
  let count = 0;
  for (const file of sorted) {
    count += file.rules.length;
    if (count > MAX_RULES)
      file.faults.add({
        pointer: '',
        message: `With this file there are ${count} rules, more than ${MAX_RULES}.`,
        mend: 'Merge or retire rules.',
      });
    else ordered.push(...(yield* checkFile(file, world, seen)));
  }
  const comparisons = ordered.reduce((sum, { comparisons: own }) => sum + own, 0);
  if (comparisons > MAX_COMPARISONS)
    sorted.at(-1)?.faults.add({
      pointer: '',
      message: `All rules together make ${comparisons} comparisons, more than ${MAX_COMPARISONS}.`,
      mend: 'Share less, or retire rules.',
    });
  const faults = sorted.flatMap((file) => file.faults.all());
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, value: ordered.toSorted((a, b) => b.priority - a.priority).map(({ rule }) => rule) };
}

function* checkFile(file: ReadRuleFile, world: RuleWorld, seen: Map<string, string>): Sliced<readonly Ordered[]> {
  const shared = new SharedConditions(file.conditions, world, file.faults);
  yield* shared.checkAll();
  const ordered: Ordered[] = [];
  for (const rule of file.rules) {
    yield;
    checkName(file, rule, seen);
    const measured = checkConditions(file, rule, world, shared);
    const { source } = rule;
    if (source === undefined) continue;
    checkEvent(file, rule.pointer, source, world);
    if (measured === undefined) continue;
    ordered.push({ priority: source.priority ?? 1, comparisons: measured.comparisons, rule: checkedRule(source, measured) });
  }
  return ordered;
}

function checkName({ file, faults }: ReadRuleFile, { name, pointer }: ReadRule, seen: Map<string, string>): void {
  if (name === undefined) return;
  const first = seen.get(name);
  if (first === undefined) seen.set(name, file);
  else
    faults.add({
      pointer: `${pointer}/name`,
      subject: name,
      message: `The name "${name}" is taken by a rule of ${first}.`,
      mend: 'Rename one of them.',
    });
}

function checkConditions(
  { faults }: ReadRuleFile,
  rule: ReadRule,
  { types, lists = NO_LISTS }: RuleWorld,
  shared: SharedConditions,
): Measured | undefined {
  if (rule.conditions === undefined) return undefined;
  const pointer = `${rule.pointer}/conditions`;
  const subject = rule.name === undefined ? {} : { subject: rule.name };
  const report = (flaw: { pointer: string; message: string; mend: string }): void => faults.add({ ...flaw, ...subject });
  const measured = checkRoot(rule.conditions, pointer, { types, lists, refer: (name) => shared.refer(name), report });
  if (measured === undefined) return undefined;
  if (measured.comparisons > MAX_COMPARISONS_PER_RULE) {
    const message = `The rule makes ${measured.comparisons} comparisons with shared conditions written out, more than ${MAX_COMPARISONS_PER_RULE}.`;
    report({ pointer, message, mend: 'Use in with a list, a named list, or a feature.' });
    return undefined;
  }
  const objection = rule.source === undefined ? undefined : libraryObjection(rule.source);
  if (objection !== undefined)
    report({ pointer, message: `json-rules-engine refuses the rule: ${objection}.`, mend: 'Write it as that library documents.' });
  return measured;
}

function checkEvent({ faults }: ReadRuleFile, rulePointer: string, { name, event }: RuleSource, { reasons }: RuleWorld): void {
  const { reason, step, whenUnknown } = event.params;
  const add = (member: string, message: string, mend: string): void =>
    faults.add({ pointer: `${rulePointer}/event/params/${member}`, subject: name, message, mend });
  if (!Object.hasOwn(reasons, reason))
    add('reason', `The reason table has no code ${quotedName(reason)}.`, nameHint(reason, Object.keys(reasons)));
  if (step !== undefined && event.type !== LIST_STEP_ASKS[step]) {
    add(
      'step',
      `The step ${step} is for rules that ask for ${LIST_STEP_ASKS[step]}, and this one asks for ${event.type}.`,
      'Leave out the step, or change the event type.',
    );
  }
  const isHeard = event.type === 'block' || event.type === 'review';
  if (!isHeard && whenUnknown !== undefined && whenUnknown !== 'ignore') {
    add(
      'whenUnknown',
      `A rule that asks for ${event.type} is never heard when it is unknown.`,
      'Leave out whenUnknown, or write a block or review rule.',
    );
  }
}

function checkedRule({ name, event }: RuleSource, { node }: Measured): CheckedRule {
  const { reason, step, whenUnknown } = event.params;
  return {
    condition: node,
    hit: Object.freeze({ rule: name, asks: event.type, reason, step: step ?? STEP_OF[event.type] }),
    unknown: Object.freeze({ rule: name, asks: event.type, ...(whenUnknown === undefined ? {} : { whenUnknown }) }),
  };
}
