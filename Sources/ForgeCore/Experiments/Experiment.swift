package import Foundation

package enum ExperimentStatus: String, Sendable, Codable, CaseIterable {
    case pending, running, completed, failed, stopped

    /// Whether `resume` has something to do.
    package var isResumable: Bool { self != .completed }
}

/// One method on one model over one sample of a data set.
package struct Experiment: Sendable, Codable, Hashable, Identifiable {
    package var id: String
    package var name: String
    /// Method name with its variant (`naive`, `cot.zero-shot`).
    package var method: String
    package var model: String
    package var dataset: String
    package var split: String
    package var tags: [String]
    package var seed: UInt64
    /// Number of samples it is to answer.
    package var total: Int
    /// Number of samples answered so far.
    package var done: Int
    package var status: ExperimentStatus
    /// Why it failed or was stopped.
    package var error: String?
    /// The experiment's complete resolved config.
    package var config: JSONValue
    package var configHash: String
    /// `SampleSet.contentHash()`: equal hashes may be compared pairwise.
    package var sampleHash: String
    /// Versions, hashes, hardware: what is needed to trace a number back.
    package var provenance: JSONValue
    package var createdAt: Date
    package var startedAt: Date?
    package var finishedAt: Date?
    package var deletedAt: Date?
    /// Seconds of work over all its runs (a resumed experiment adds up).
    package var elapsed: Double

    package init(
        id: String = ExperimentID.make(), name: String, method: String, model: String, dataset: String,
        split: String, tags: [String] = [], seed: UInt64, total: Int, config: JSONValue, configHash: String,
        sampleHash: String, provenance: JSONValue = .object([:]), createdAt: Date = Timestamp.now()
    ) {
        self.id = id
        self.name = name
        self.method = method
        self.model = model
        self.dataset = dataset
        self.split = split
        self.tags = tags
        self.seed = seed
        self.total = total
        self.done = 0
        self.status = .pending
        self.config = config
        self.configHash = configHash
        self.sampleHash = sampleHash
        self.provenance = provenance
        self.createdAt = createdAt
        self.elapsed = 0
    }
}

/// Identifiers that sort by the time they were made and can be typed: eight base-32 digits of milliseconds, four random.
package enum ExperimentID {
    private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    /// 2024-01-01: 40 bits of milliseconds from here last until 2058.
    private static let epoch: Double = 1_704_067_200

    package static func make(at date: Date = Date()) -> String {
        var generator = SystemRandomNumberGenerator()
        let milliseconds = UInt64(max(0, (date.timeIntervalSince1970 - epoch) * 1000))
        var value = (milliseconds << 20) | (generator.next() & 0xF_FFFF)
        var text: [UInt8] = []
        for _ in 0..<12 {
            text.append(digits[Int(value & 31)])
            value >>= 5
        }
        return String(decoding: text.reversed(), as: UTF8.self)
    }
}
