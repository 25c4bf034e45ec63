/// What one format of a model's weights was measured to do.
package struct WeightMeasurement: Sendable, Codable, Hashable {
    /// As the file states it (`Q4_1`).
    package var format: String
    /// The original's path, or where the converted file is kept if it was chosen.
    package var path: String
    package var bytes: Int
    package var isOriginal: Bool
    /// Whether the format holds fewer bits per weight than the original, so that something was lost for good.
    package var isCoarser: Bool
    /// Tokens per second.
    package var prefill: Double
    /// Tokens per second by number of sequences.
    package var decode: [Int: Double]
    /// Share of the original's answer tokens that this format would also choose after the same text, 0 to 1.
    package var tokenAgreement: Double
    /// Share of the prompts with all of the answer's tokens agreeing.
    package var identicalAnswers: Double
    /// Seconds for the workload that formats are ranked by.
    package var workloadSeconds: Double
}

/// The outcome of tuning a model on a machine.
package struct WeightTuningReport: Sendable, Codable, Hashable {
    package var source: String
    package var measurements: [WeightMeasurement]
    /// Format and file to use from now on; the original when nothing else was faster and faithful.
    package var chosen: WeightMeasurement
    /// How many times faster than the original the chosen format does the workload.
    package var speedup: Double
    package var minimumAgreement: Double
    package var prompts: Int
    package var threads: Int
    package var build: String
    /// Formats that could not be measured, with the reason.
    package var skipped: [String: String]
}
