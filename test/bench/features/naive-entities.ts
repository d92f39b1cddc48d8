import type { JsonObject } from '@gavel/engine';

const DAY_MS = 86_400_000;

/** What is said of one purchase. */
export interface Entities {
  readonly deviceAccounts90d: number;
  readonly groupAccounts: number;
  readonly groupGrowth1d: number;
}

/** Entities as anybody would count them: a list of purchases per device, and a walk over who was seen with whom. */
export class NaiveEntities {
  readonly #purchases = new Map<string, { atMs: number; user: string }[]>();
  readonly #firstMs = new Map<string, number>();
  readonly #met = new Map<string, Set<string>>();
  readonly #joined = new Map<string, Set<string>>();
  readonly #hubLinks: number;

  constructor(hubLinks: number) {
    this.#hubLinks = hubLinks;
  }

  /** Takes the next purchase in and says what it sees. */
  next(request: JsonObject, atMs: number): Entities {
    const user = textOf(request, 'userId');
    const device = textOf(request, 'deviceId');
    const purchases = this.#purchases.get(device) ?? [];
    this.#purchases.set(device, purchases);
    purchases.push({ atMs, user });
    const users = new Set(purchases.filter((one) => one.atMs > atMs - 90 * DAY_MS && one.atMs <= atMs).map((one) => one.user));
    const nodes = ['userId', 'deviceId', 'ip'].flatMap((field) =>
      request[field] === undefined ? [] : [`${field}:${textOf(request, field)}`],
    );
    this.#meet(nodes, atMs);
    const group = [...this.#groupOf(nodes[0] ?? '')].filter((node) => node.startsWith('userId:'));
    const isNew = (node: string): boolean => (this.#firstMs.get(node) ?? 0) > atMs - DAY_MS;
    return { deviceAccounts90d: users.size, groupAccounts: group.length, groupGrowth1d: group.filter(isNew).length };
  }

  #meet(nodes: readonly string[], atMs: number): void {
    for (const node of nodes) {
      if (this.#firstMs.has(node)) continue;
      this.#firstMs.set(node, atMs);
      this.#met.set(node, new Set());
      this.#joined.set(node, new Set());
    }
    for (const [index, one] of nodes.entries()) {
      for (const other of nodes.slice(index + 1)) {
        this.#met.get(one)?.add(other);
        this.#met.get(other)?.add(one);
        if ([one, other].some((node) => (this.#met.get(node)?.size ?? 0) > this.#hubLinks)) continue;
        this.#joined.get(one)?.add(other);
        this.#joined.get(other)?.add(one);
      }
    }
  }

  #groupOf(start: string): ReadonlySet<string> {
    const group = new Set([start]);
    for (const node of group) for (const other of this.#joined.get(node) ?? []) group.add(other);
    return group;
  }
}

function textOf(request: JsonObject, field: string): string {
  const value = request[field];
  return typeof value === 'string' ? value : '';
}
