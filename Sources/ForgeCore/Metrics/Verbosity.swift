/// How much a model writes: what preference training is known to raise, and what exact match does not see.
///
/// Not a quality: neither more nor less is better by itself. Tables mark less as better, because it costs less.
package struct Verbosity: Metric {
    package enum Measure: String, Sendable, CaseIterable {
        /// Tokens that the model wrote for the sample, over all calls, as the engine counted them. Every experiment has
        /// their sum over all samples as `tokens.output`.
        case tokens = "tokens.written"
        /// Words of the (last) output: runs of anything but white space, as Python's `str.split` has them.
        case words = "words.written"
    }

    package let measure: Measure
    package let version = 1
    package let isBinary = false
    package let isHigherBetter = false

    package init(_ measure: Measure) { self.measure = measure }

    package var name: String { measure.rawValue }

    package var summary: String {
        switch measure {
        case .tokens: "Tokens that the model wrote for the question, over all calls"
        case .words: "Words of the output, divided by white space"
        }
    }

    package func score(_ output: ScorableOutput, for sample: Sample) -> Double? {
        switch measure {
        case .tokens: output.outputTokens.map(Double.init)
        case .words: Double(output.raw.unicodeScalars.split(whereSeparator: PythonText.isSpace).count)
        }
    }
}
