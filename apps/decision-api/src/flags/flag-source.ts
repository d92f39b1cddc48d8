/** Where flags come from: asked again and again, it gives the text of a flag document. */
export interface FlagSource {
  readonly kind: 'file' | 'unleash';
  /** Path or address: names the source in faults, and keeps its snapshot apart from that of another. */
  readonly origin: string;
  readonly pollMs: number;
  /** The text, or undefined when it is the same as at the last call. Rejects when the source is out of reach. */
  read(signal: AbortSignal): Promise<string | undefined>;
}
