/** Trees over float32 rows that add up to a logit. In doubles: a sum of float32 would lose what many trees add. */
export function addTrees(graph, rows, { base, trees }) {
    const nodes = trees.flatMap(({ feature, value, right }, tree) => Array.from(feature, (column, node) => ({ tree, node, column, isLeaf: column < 0, value: value[node] ?? 0, right: right[node] ?? 0 })));
    const leaves = nodes.filter(({ isLeaf }) => isLeaf);
    return graph.mlNode('TreeEnsembleRegressor', [graph.cast(rows, 'float64')], {
        n_targets: { int: 1 },
        base_values_as_tensor: doubles([base]),
        nodes_treeids: { ints: nodes.map(({ tree }) => tree) },
        nodes_nodeids: { ints: nodes.map(({ node }) => node) },
        nodes_modes: { texts: nodes.map(({ isLeaf }) => (isLeaf ? 'LEAF' : 'BRANCH_LEQ')) },
        nodes_featureids: { ints: nodes.map(({ column }) => Math.max(0, column)) },
        nodes_values_as_tensor: doubles(nodes.map(({ isLeaf, value }) => (isLeaf ? 0 : value))),
        nodes_truenodeids: { ints: nodes.map(({ isLeaf, node }) => (isLeaf ? 0 : node + 1)) },
        nodes_falsenodeids: { ints: nodes.map(({ right }) => right) },
        target_treeids: { ints: leaves.map(({ tree }) => tree) },
        target_nodeids: { ints: leaves.map(({ node }) => node) },
        target_ids: { ints: leaves.map(() => 0) },
        target_weights_as_tensor: doubles(leaves.map(({ value }) => value)),
    });
}
function doubles(values) {
    return { tensor: { type: 'float64', shape: [values.length], values } };
}
//# sourceMappingURL=tree-nodes.js.map