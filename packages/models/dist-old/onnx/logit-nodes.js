import { EDGE } from '../artifact/logit.js';
/** ln(p / (1 − p)) of a double, with p held away from 0 and 1 as `logit` holds it. */
export function addLogit(graph, probability) {
    const held = graph.node('Clip', [probability, graph.number(EDGE), graph.number(1 - EDGE)]);
    return graph.node('Log', [graph.node('Div', [held, graph.node('Sub', [graph.number(1), held])])]);
}
/** The probability of a logit: computed in doubles and rounded to float32, as the models that are served here do. */
export function addProbability(graph, logit) {
    return graph.cast(graph.node('Sigmoid', [graph.cast(logit, 'float64')]), 'float32');
}
//# sourceMappingURL=logit-nodes.js.map