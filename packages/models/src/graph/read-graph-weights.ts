import type { GraphFile } from '../artifact/graph-file.js';
import type { GraphNode } from './read-graph-nodes.js';

const BYTES = { float32: 4, int32: 4, bool: 1 } as const;

/** A constant of a graph. */
export interface GraphWeight {
  readonly shape: readonly number[];
  /** Of an int32 weight that is a list of positions or sizes: its numbers. */
  readonly ints: readonly number[] | undefined;
}

/** More numbers than any shape, permutation or list of axes has. */
const MAX_INTS = 8;

/**
 * The weights by their nodes. Throws unless `weights.bin` holds exactly what `model.json` describes, none of it NaN, and each constant of the
 * graph has its weight and each weight its constant.
 */
export function readGraphWeights(
  { weightsManifest }: Pick<GraphFile, 'weightsManifest'>,
  bytes: Uint8Array,
  nodes: readonly GraphNode[],
): ReadonlyMap<string, GraphWeight> {
  const specs = weightsManifest.flatMap(({ weights }) => weights);
  const sizes = specs.map(({ shape, dtype }) => shape.reduce((product, size) => product * size, BYTES[dtype]));
  const described = sizes.reduce((sum, size) => sum + size, 0);
  if (described !== bytes.byteLength) throw new Error(`its weights have ${bytes.byteLength} bytes; model.json describes ${described}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const weights = new Map<string, GraphWeight>();
  let at = 0;
  specs.forEach(({ name, shape, dtype }, place) => {
    const to = at + (sizes[place] ?? 0);
    if (weights.has(name)) throw new Error(`the weight ${name} stands twice`);
    if (dtype === 'float32') checkNumbers(view, { name, from: at, to });
    weights.set(name, { shape, ints: dtype === 'int32' ? intsIn(view, at, to) : undefined });
    at = to;
  });
  checkConstants(weights, nodes);
  return weights;
}

/** Some activations hide a NaN: the network would score, and wrongly. */
function checkNumbers(view: DataView, { name, from, to }: { readonly name: string; readonly from: number; readonly to: number }): void {
  for (let at = from; at < to; at += BYTES.float32)
    if (Number.isNaN(view.getFloat32(at, true))) throw new Error(`the weight ${name} holds values that are no numbers`);
}

function intsIn(view: DataView, from: number, to: number): readonly number[] | undefined {
  const count = (to - from) / BYTES.int32;
  return count > MAX_INTS ? undefined : Array.from({ length: count }, (_, place) => view.getInt32(from + place * BYTES.int32, true));
}

function checkConstants(weights: ReadonlyMap<string, GraphWeight>, nodes: readonly GraphNode[]): void {
  const constants = new Set(nodes.filter(({ op }) => op === 'Const').map(({ name }) => name));
  const [bare, idle] = [[...constants].filter((name) => !weights.has(name)), [...weights.keys()].filter((name) => !constants.has(name))];
  if (bare.length > 0) throw new Error(`it has no weights for ${bare.join(', ')}`);
  if (idle.length > 0)
    throw new Error(`it has weights for ${idle.join(', ')}, which ${idle.length === 1 ? 'is' : 'are'} no constant of the graph`);
}
