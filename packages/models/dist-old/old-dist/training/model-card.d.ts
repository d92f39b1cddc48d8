import type { Artifact } from '../artifact/artifact-schema.js';
/** `model-card.md`: what a version is, what it was made of and what it is worth, for people (after Mitchell et al., 2019). The same artifact gives the same card. */
export declare function modelCard(artifact: Omit<Artifact, 'files'>): string;
