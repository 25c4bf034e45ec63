package import ForgeCore

/// The questions of an experiment that failed, with the commonest reason.
package struct FailedQuestions: Sendable, Hashable {
    package let count: Int
    /// Questions of the experiment.
    package let total: Int
    /// The error of the first of those that failed for the commonest reason, as it is stored (what, cause, remedy).
    package let reason: String
    /// How many failed for it.
    package let alike: Int

    /// Nil when none failed so far.
    package init?(of experiment: Experiment, in store: any ExperimentStore) async throws {
        var reasons: [[UInt8]: (first: Int, text: String, count: Int)] = [:]
        var count = 0
        for (place, failure) in try await store.failures(of: experiment.id).enumerated() {
            let text = failure.error ?? "for an unknown reason"
            reasons[Self.kind(of: text), default: (place, text, 0)].count += failure.count
            count += failure.count
        }
        // Of equally common ones the first.
        guard let commonest = reasons.values.max(by: { ($0.count, $1.first) < ($1.count, $0.first) }) else {
            return nil
        }
        self.count = count
        total = experiment.total
        reason = commonest.text
        alike = commonest.count
    }

    /// Whether there is nothing that could be scored.
    package var isAll: Bool { count == total }

    /// `3 of 50 questions failed and have no score.`
    package var headline: String {
        if isAll, total == 1 { return "The only question failed." }
        if isAll { return "All \(NumberText.count(total)) questions failed." }
        return "\(NumberText.count(count)) of \(NumberText.count(total)) questions failed and "
            + (count == 1 ? "has no score." : "have no score.")
    }

    /// The headline and the reason, a line for each of its parts.
    package var text: String {
        let often = count == alike ? "" : "Most often (\(NumberText.count(alike)) of \(NumberText.count(count))): "
        return "\(headline)\n\(often)\(reason)"
    }

    /// The first line; reasons that differ in numbers alone (a prompt of 2,313 tokens) are one. By bytes: by characters and a
    /// pattern it took a third of the page's time with 200 failed questions.
    private static func kind(of text: String) -> [UInt8] {
        let zero = UInt8(ascii: "0")
        var kind: [UInt8] = []
        for byte in text.utf8.prefix(while: { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }) {
            let isDigit = (zero...UInt8(ascii: "9")).contains(byte)
            if !isDigit || kind.last != zero { kind.append(isDigit ? zero : byte) }
        }
        return kind
    }
}
