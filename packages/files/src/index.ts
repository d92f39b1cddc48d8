export { listFlows } from './list-flows.js';
export { makeFolder } from './make-folder.js';
export { readFlowFolder, readFlowTexts, type FlowTextsRead } from './read-flow-folder.js';
export { watchFolder, type FolderWatcher, type WatchOptions } from './watch-folder.js';
