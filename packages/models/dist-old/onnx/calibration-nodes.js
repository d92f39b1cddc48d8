import { logit } from '../artifact/logit.js';
import { addLogit } from './logit-nodes.js';
/** From the model's own probability (float32) to the score that is served (double): the prior correction, then the calibrator, as `calibrate` has them. */
export function addCalibration(graph, probability, { priorCorrection, calibrator }) {
    const { classWeight, focalGamma } = priorCorrection;
    const trained = addLogit(graph, graph.cast(probability, 'float64'));
    const unfocused = focalGamma === undefined ? trained : addUnfocus(graph, trained, focalGamma);
    const corrected = graph.node('Sub', [unfocused, graph.number(Math.log(classWeight))]);
    if (calibrator.kind === 'isotonic')
        return addIsotonic(graph, corrected, calibrator);
    if (calibrator.kind === 'none')
        return graph.node('Sigmoid', [corrected]);
    const turned = graph.node('Mul', [corrected, graph.number(calibrator.slope)]);
    return graph.node('Sigmoid', [graph.node('Add', [turned, graph.number(calibrator.intercept)])]);
}
/** The closed inverse of the focal loss: `correctPrior` says where it comes from. */
function addUnfocus(graph, trained, gamma) {
    const one = graph.number(1);
    const held = addHeld(graph, graph.node('Sigmoid', [trained]));
    const other = graph.node('Sub', [one, held]);
    const focused = (p, rest) => {
        const pull = graph.node('Mul', [
            graph.node('Mul', [graph.number(gamma), graph.node('Pow', [rest, graph.number(gamma - 1)])]),
            graph.node('Mul', [p, graph.node('Log', [p])]),
        ]);
        return graph.node('Div', [p, graph.node('Sub', [graph.node('Pow', [rest, graph.number(gamma)]), pull])]);
    };
    return graph.node('Log', [graph.node('Div', [focused(held, other), focused(other, held)])]);
}
function addHeld(graph, probability) {
    return graph.node('Sigmoid', [addLogit(graph, probability)]);
}
/** Straight between the knots; beyond the outer two the logit goes on with slope 1. */
function addIsotonic(graph, x, { logits, scores }) {
    const last = logits.length - 1;
    const knots = graph.constant({ type: 'float64', shape: [1, logits.length], values: logits });
    const passed = graph.cast(graph.node('LessOrEqual', [knots, x]), 'int64');
    const int = (values, shape = []) => graph.constant({ type: 'int64', shape, values });
    const count = graph.node('ReduceSum', [passed, int([1], [1])], { keepdims: { int: 1 } });
    const low = graph.node('Clip', [graph.node('Sub', [count, int([1])]), int([0]), int([last - 1])]);
    const high = graph.node('Add', [low, int([1])]);
    const at = (values, place) => graph.node('Gather', [graph.constant({ type: 'float64', shape: [values.length], values }), place]);
    const [x0, y0] = [at(logits, low), at(scores, low)];
    const share = graph.node('Div', [graph.node('Sub', [x, x0]), graph.node('Sub', [at(logits, high), x0])]);
    const inner = graph.node('Add', [y0, graph.node('Mul', [share, graph.node('Sub', [at(scores, high), y0])])]);
    const beyond = (place) => graph.node('Sigmoid', [graph.node('Add', [x, graph.number(logit(scores[place] ?? 0) - (logits[place] ?? 0))])]);
    const isAbove = graph.node('GreaterOrEqual', [x, graph.number(logits[last] ?? 0)]);
    const isBelow = graph.node('LessOrEqual', [x, graph.number(logits[0] ?? 0)]);
    return graph.node('Where', [isBelow, beyond(0), graph.node('Where', [isAbove, beyond(last), inner])]);
}
//# sourceMappingURL=calibration-nodes.js.map