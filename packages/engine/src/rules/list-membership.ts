import type { CheckScope } from './check-scope.js';
import type { CheckedLeaf, CheckedNode, Comparand, Operand } from './checked-rule.js';
import { compare, constantOf } from './interpret.js';
import { nameHint, quotedName } from './nearest-name.js';
import { OPERATORS, type DecoratorName } from './operators.js';

type World = Pick<CheckScope, 'types' | 'lists'>;

const FAMILIES: ReadonlySet<string> = new Set(['equality', 'membership', 'containment']);

/** Looks whether what `lists` is compared with are names of the policy's lists: no other text can ever be among them. */
export function checkListNames({ operator, left, right }: CheckedLeaf, pointer: string, { lists, report }: CheckScope): boolean {
  const isReferred = right.kind === 'operand' && right.operand.fact === 'lists';
  if (left.fact !== 'lists' && !isReferred) return true;
  if (right.kind === 'operand') {
    const message = '"lists" is compared with another fact, and not with names that are written in the rule.';
    report({ pointer: `${pointer}/value`, message, mend: 'Write the names of the lists that are meant.' });
    return false;
  }
  if (right.kind === 'test' || !FAMILIES.has(OPERATORS[operator])) return true;
  const names = right.kind === 'list' ? right.values : [right.value];
  const wrong = names.flatMap((name, index) => (lists.has(String(name)) ? [] : [{ name: String(name), index }]));
  for (const { name, index } of wrong) {
    const at = right.kind === 'list' ? `${pointer}/value/${index}` : `${pointer}/value`;
    report({ pointer: at, message: `The policy has no list ${quotedName(name)}.`, mend: nameHint(name, [...lists.keys()]) });
  }
  return wrong.length === 0;
}

/**
 * A comparison with `lists` as what it says of each list. `lists` itself holds the lists in which the request certainly stands; for a
 * list of networks or ranges a value that cannot be read must leave the comparison unknown, as `inList` does. A field that was not sent
 * stands in none. Comparisons that touch no such list stay as they are.
 */
export function membershipNode(leaf: CheckedLeaf, world: World): CheckedNode {
  if (leaf.left.fact !== 'lists' || leaf.operator === 'isMissing') return leaf;
  if (![...world.lists.keys()].some((name) => unsureField(name, world) !== undefined)) return leaf;
  const node = new Membership(leaf, world).under(leaf.decorators ?? [], constantOf(leaf.right), false);
  return node.kind === 'leaf' ? node : { ...node, written: leaf };
}

/** The field of a list that cannot tell of every text whether it stands there. */
function unsureField(name: string, { lists, types }: World): Operand | undefined {
  const { field, match } = lists.get(name) ?? {};
  const type = field === undefined ? undefined : types.get(field);
  if (field === undefined || type?.kind !== 'string' || (match !== 'cidr' && match !== 'range')) return undefined;
  return { fact: field, path: [], type: { kind: 'string' } };
}

/** Peels the decorators off, the outermost first; what iterates over `lists` becomes a condition on each list that matters. */
class Membership {
  constructor(
    private readonly leaf: CheckedLeaf,
    private readonly world: World,
  ) {}

  under(decorators: readonly DecoratorName[], value: unknown, isSwapped: boolean): CheckedNode {
    const [decorator, ...inner] = decorators;
    switch (decorator) {
      case undefined: {
        const isNegated = this.leaf.operator === 'doesNotContain' || this.leaf.operator === 'notIn';
        return this.stands(String(value), !isNegated);
      }
      case 'not':
        return { kind: 'not', of: this.under(inner, value, isSwapped) };
      case 'swap':
        return this.under(inner, value, !isSwapped);
      default: {
        const isSome = decorator.startsWith('some');
        if (decorator.endsWith('Fact') !== isSwapped) return this.eachList(decorators, value, isSwapped);
        const of = (Array.isArray(value) ? value : []).map((item: unknown) => this.under(inner, item, isSwapped));
        return { kind: isSome ? 'any' : 'all', of };
      }
    }
  }

  /** Some list for which the rest holds: the request stands in one of them. Every: it stands in none of the others. */
  private eachList(decorators: readonly DecoratorName[], value: unknown, isSwapped: boolean): CheckedNode {
    const [decorator = 'someFact', ...inner] = decorators;
    const isSome = decorator.startsWith('some');
    const item = { ...this.leaf, decorators: inner };
    const matters = [...this.world.lists.keys()].filter(
      (name) => (isSwapped ? compare(item, value, name) : compare(item, name, value)) === isSome,
    );
    const isSure = matters.every((name) => unsureField(name, this.world) === undefined);
    if (isSure) return { ...this.leaf, decorators: isSwapped ? ['swap', ...decorators] : decorators, right: this.written(value) };
    return { kind: isSome ? 'any' : 'all', of: matters.map((name) => this.stands(name, isSome)) };
  }

  private written(value: unknown): Comparand {
    const { right } = this.leaf;
    if (right.kind === 'test' || value === constantOf(right)) return right;
    return { kind: 'single', value: String(value) };
  }

  private stands(name: string, isWanted: boolean): CheckedNode {
    const field = unsureField(name, this.world);
    if (field === undefined) {
      const operator = isWanted ? 'contains' : 'doesNotContain';
      return { kind: 'leaf', operator, left: this.leaf.left, right: { kind: 'single', value: name } };
    }
    const holds = (value: unknown) => (typeof value === 'string' ? this.world.lists.get(name)?.holds(value) : undefined);
    const isSent: CheckedLeaf = { kind: 'leaf', operator: 'isMissing', left: field, right: { kind: 'single', value: false } };
    const inList: CheckedLeaf = { kind: 'leaf', operator: 'inList', left: field, right: { kind: 'test', source: name, holds } };
    const both: CheckedNode = { kind: 'all', of: [isSent, inList] };
    return isWanted ? both : { kind: 'not', of: both };
  }
}

/** How many comparisons a node makes. */
export function comparisonsIn(node: CheckedNode): number {
  if (node.kind === 'leaf') return 1;
  return (node.kind === 'not' ? [node.of] : node.of).reduce((sum, part) => sum + comparisonsIn(part), 0);
}
