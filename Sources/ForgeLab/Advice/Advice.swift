/// Which way of serving a workload should have, why, and what it should gain.
package struct Advice: Sendable, Codable, Hashable {
    /// Where its figures come from; absent when nothing fitting was measured.
    package struct Evidence: Sendable, Codable, Hashable {
        /// Name of the benchmark.
        package var benchmark: String
        package var method: String
        /// Label of the way of serving.
        package var serving: String
        package var questions: Int
        package var repeats: Int
        /// Of the way of serving that others are compared with, and of the one that is advised.
        package var baselineSeconds: Double
        package var seconds: Double
        /// Over the baseline.
        package var speedup: Spread?
    }

    package var workload: Workload
    /// Nil when no advice can be given.
    package var style: ServingStyle?
    /// The label in the benchmark, or the style's own.
    package var serving: String
    /// Questions at a time.
    package var batch: Int?
    /// One sentence.
    package var headline: String
    /// Why, in sentences: what was measured, else the rule of thumb.
    package var reasons: [String]
    /// What it should gain, in sentences; empty when nothing was measured.
    package var gains: [String]
    /// What is not known, in sentences.
    package var caveats: [String]
    /// The way through the decision tree.
    package var path: [DecisionTree.Step]
    package var evidence: Evidence?
    /// The section `engine` of a config that does it.
    package var config: [String]
}
