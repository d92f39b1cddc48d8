/**
 * Operators that a served graph may have: those of trees, linear models and networks over one row of columns, as XGBoost, LightGBM, scikit-learn
 * and PyTorch export them. None runs a graph of its own (Loop, If, Scan), and none makes a tensor as large as a number in the file says
 * (Expand, Tile, ConstantOfShape, OneHot, Range, Pad, Resize): a file of a kilobyte must not fill the memory of the process that decides.
 */
export declare const KNOWN_OPERATORS: ReadonlySet<string>;
