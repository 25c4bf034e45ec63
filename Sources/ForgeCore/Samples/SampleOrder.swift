/// How a seed chooses samples, and the order they come in.
package enum SampleOrder: String, Sendable, Codable, CaseIterable {
    /// A seeded choice in the order of the data set.
    case dataset
    /// The first of what Python's `random.Random(seed).shuffle` makes of the records, in that order: for repeating
    /// published subsets that were drawn in Python.
    case pythonShuffle = "python-shuffle"
}
