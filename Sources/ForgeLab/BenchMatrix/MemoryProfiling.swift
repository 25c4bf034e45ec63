import ForgeCore

/// What came of trying a batch in a process of its own.
package enum MemoryOutcome: Sendable, Hashable {
    case fits(MemoryTrial)
    /// Memory ran out, or the system or the library ended the process.
    case exceeds(String)
    /// Something else went wrong.
    case failed(String)
}

/// Measures methods × batch sizes and finds each method's largest batch.
package struct MemoryProfiling: Sendable {
    /// Tries a method with so many questions at a time; in a process of its own, so that only that one dies.
    package typealias Trial = @Sendable (_ method: String, _ batch: Int) async throws -> MemoryOutcome

    private let trial: Trial
    /// The most questions at a time that are tried.
    private let most: Int

    package init(most: Int, trial: @escaping Trial) {
        self.most = most
        self.trial = trial
    }

    /// The profile with its cells and largest batches filled in.
    ///
    /// - Parameters:
    ///   - methods: those to measure; nil for all of the profile.
    ///   - onCell: told of the profile after every trial, so that it can be kept.
    package func run(
        _ profile: MemoryProfile, methods: [String]? = nil, onCell: @Sendable (MemoryProfile, String) throws -> Void
    ) async throws -> MemoryProfile {
        var profile = profile
        for method in methods ?? profile.methods {
            for batch in profile.batches {
                try Task.checkCancellation()
                let outcome = try await trial(method, batch)
                let cell = MemoryProfile.Cell(method: method, batch: batch, outcome: outcome)
                profile.keep(cell)
                try onCell(profile, "\(method), \(batch) at a time: \(cell.state.rawValue)")
            }
            let current = profile
            let largest = try await largest(method, in: current) { try onCell(current, $0) }
            profile.keep(largest)
            profile.madeAt = Timestamp.now()
            try onCell(profile, "\(method): at most \(largest.batch ?? 0) at a time")
        }
        return profile
    }

    private func largest(
        _ method: String, in profile: MemoryProfile, tell: (String) throws -> Void
    ) async throws -> MemoryProfile.Largest {
        var search = LargestBatch(from: 1, most: most)
        var reasons: [Int: String] = [:]
        for cell in profile.cells where cell.method == method && cell.batch <= most && cell.state != .failed {
            search.record(cell.batch, fits: cell.state == .fits)
            reasons[cell.batch] = cell.reason
        }
        while let batch = search.next {
            try Task.checkCancellation()
            switch try await trial(method, batch) {
            case .fits: search.record(batch, fits: true)
            case .exceeds(let reason):
                search.record(batch, fits: false)
                reasons[batch] = reason
            case .failed(let reason):
                return .init(
                    method: method, batch: search.fitting, most: most, reason: "\(batch) at a time failed: \(reason)")
            }
            try tell("\(method): \(batch) at a time \(search.fitting == batch ? "fits" : "does not fit")")
        }
        return .init(
            method: method, batch: search.fitting, most: most, reason: search.failing.flatMap { reasons[$0] })
    }
}

extension MemoryProfile.Cell {
    fileprivate init(method: String, batch: Int, outcome: MemoryOutcome) {
        switch outcome {
        case .fits(let trial): self.init(method: method, batch: batch, state: .fits, trial: trial)
        case .exceeds(let reason): self.init(method: method, batch: batch, state: .exceeds, reason: reason)
        case .failed(let reason): self.init(method: method, batch: batch, state: .failed, reason: reason)
        }
    }
}
