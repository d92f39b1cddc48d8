import { hubLinksOf, LinkGraph, textHash } from '@gavel/engine';
import { eachFrame, FRAME_LINK_LABEL, FRAME_LINKS, frameOf } from './log-frames.js';
import type { LogContent } from './known-logs.js';

const SEPARATOR = '\0';

/** Which nodes were joined, and when first: joining them again later changes nothing. */
export class SeenLinks {
  readonly #firstMs = new Map<number, number>();

  /** Notes it; answers whether it says something new. */
  note(nodes: readonly string[], atMs: number): boolean {
    const hash = textHash(nodes.join(SEPARATOR));
    const before = this.#firstMs.get(hash);
    if (before !== undefined && before <= atMs) return false;
    this.#firstMs.set(hash, atMs);
    return true;
  }

  /** Does it say something new? */
  lacks(nodes: readonly string[], atMs: number): boolean {
    const before = this.#firstMs.get(textHash(nodes.join(SEPARATOR)));
    return before === undefined || before > atMs;
  }
}

/** A flow's graph of links, as the frames of its log say it. Every replica plays the same frames in the same order. */
export class LinkLog implements LogContent {
  readonly graph: LinkGraph;
  readonly seen = new SeenLinks();

  constructor(group: string, maxNodes: number) {
    this.graph = new LinkGraph({ hubLinks: hubLinksOf(group), maxNodes });
  }

  append(frames: Buffer): void {
    eachFrame(frames, (kind, content) => {
      const [first = '', ...nodes] = content.toString('utf8', 8).split(SEPARATOR);
      const atMs = content.readDoubleBE(0);
      if (kind === FRAME_LINKS) {
        this.graph.join([first, ...nodes], atMs);
        this.seen.note([first, ...nodes], atMs);
      } else if (kind === FRAME_LINK_LABEL) {
        this.graph.label(nodes, first.slice(1), first.startsWith('+'));
      } else {
        throw new RangeError(`a graph of links has no frame of kind ${kind}`);
      }
    });
  }
}

/** What joins an event's nodes. */
export function linksFrame(nodes: readonly string[], atMs: number): Buffer {
  return linkFrame(FRAME_LINKS, nodes, atMs);
}

/** What marks an event's nodes. */
export function linkLabelFrame(
  nodes: readonly string[],
  eventId: string,
  { atMs, isPositive }: { atMs: number; isPositive: boolean },
): Buffer {
  return linkFrame(FRAME_LINK_LABEL, [`${isPositive ? '+' : '-'}${eventId}`, ...nodes], atMs);
}

function linkFrame(kind: number, texts: readonly string[], atMs: number): Buffer {
  const words = Buffer.from(texts.map((text) => text.replaceAll(SEPARATOR, '�')).join(SEPARATOR));
  const content = Buffer.allocUnsafe(8 + words.length);
  content.writeDoubleBE(atMs, 0);
  words.copy(content, 8);
  return frameOf(kind, content);
}
