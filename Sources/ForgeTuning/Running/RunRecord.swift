import ForgeCore
package import ForgeLab
package import ForgeTraining
package import Foundation

/// What is known of a training beside its metrics, for whoever looks at its folder: `run.json`.
package struct RunRecord: Sendable, Codable, Hashable {
    package enum Phase: String, Sendable, Codable, CaseIterable {
        /// The pairs are read and tokenised, the model is packed.
        case preparing
        /// Log-probabilities under the base model; `done` of `total` pairs.
        case reference
        case training
        /// The held-out pairs, and the adapter's files.
        case finishing
        case finished, stopped, failed
    }

    package struct Base: Sendable, Codable, Hashable {
        package var name: String
        package var sha256: String
    }

    package var phase: Phase
    package var done: Int
    package var total: Int
    /// As it runs: the path of the pairs is absolute.
    package var config: TrainingConfig
    package var base: Base
    package var forge: BuildInfo
    package var startedAt: Date
    /// Of the last run.
    package var endedAt: Date?
    /// Seconds of all runs.
    package var seconds: Double
    /// Steps of the whole training; nil before they are known.
    package var steps: Int?
    package var memory: MemoryEstimate?
    package var data: DataReport?
    package var problem: Obstacle?

    init(_ setup: TrainingSetup) {
        phase = .preparing
        (done, total, seconds) = (0, 0, 0)
        config = setup.config
        base = Base(name: setup.base.name, sha256: setup.base.sha256)
        forge = .current
        startedAt = Timestamp.now()
    }

    mutating func take(_ event: TrainingEvent) {
        switch event {
        case .estimate(let estimate): memory = estimate
        case .reference(let done, let total): (phase, self.done, self.total) = (.reference, done, total)
        case .started(let step, let total, _): (phase, done, self.total, steps) = (.training, step, total, total)
        case .step, .validated, .checkpoint, .warning: break
        }
    }

    mutating func end(_ error: (any Error)?) {
        endedAt = Timestamp.now()
        problem = nil
        switch error {
        case nil: phase = .finished
        case is CancellationError?: phase = .stopped
        case let error as any ForgeError where error.kind == .cancelled: phase = .stopped
        case let error as any ForgeError: (phase, problem) = (.failed, Obstacle(error))
        case let error?:
            let wrapped = TuningError(
                .internalFailure, "training.failed", "The training failed.", cause: "\(error)",
                remedy: "Continue it: it goes on from its last checkpoint.")
            (phase, problem) = (.failed, Obstacle(wrapped))
        }
    }
}

extension RunFolder {
    private var recordFile: URL { url.appending(path: "run.json") }

    /// Nil for a folder of a version that kept none, and for one that cannot be read.
    package func runRecord() -> RunRecord? {
        guard let data = try? Data(contentsOf: recordFile) else { return nil }
        return try? JSON.decode(from: data)
    }

    /// - Throws: `TrainingError` `output.unwritable`.
    func write(_ record: RunRecord) throws {
        try AtomicFile.write(try JSON.data(record, pretty: true), to: recordFile)
    }

    /// How many tokens each pair has, by part; nil in folders of versions that kept none.
    package func lengths() -> PairLengths? {
        guard let data = try? Data(contentsOf: lengthsFile) else { return nil }
        return try? JSON.decode(from: data)
    }

    private var lengthsFile: URL { data.appending(path: "lengths.json") }

    func write(_ lengths: PairLengths) throws {
        try AtomicFile.write(try JSON.data(lengths), to: lengthsFile)
    }
}

/// Tokens of every pair of a training, in the order of its parts.
package struct PairLengths: Sendable, Codable, Hashable {
    package var prompt: [Int]
    package var chosen: [Int]
    package var rejected: [Int]

    package init(prompt: [Int], chosen: [Int], rejected: [Int]) {
        self.prompt = prompt
        self.chosen = chosen
        self.rejected = rejected
    }

    init(_ pairs: [TrainingPair]) {
        self.init(
            prompt: pairs.map(\.prompt.count), chosen: pairs.map(\.chosen.count),
            rejected: pairs.map(\.rejected.count))
    }
}
