import type { ModelHost, OpenModelsOptions } from './model-host.js';
/**
 * Opens every version in the directory and keeps watching it. Resolves when each version present is ready or failed; versions
 * that fail are named with reasons and do not make it reject. When no worker can be started it resolves all the same: then
 * nothing is ready, and it goes on trying.
 */
export declare function openModels(options: OpenModelsOptions): Promise<ModelHost>;
