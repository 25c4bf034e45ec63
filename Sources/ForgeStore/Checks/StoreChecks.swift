import ForgeCore

// What no store takes, whichever database is behind it.

extension Experiment {
    /// - Throws: invalid input when it cannot be stored as it is, or its sample hash is not that of the samples.
    func validate(with samples: SampleSet) throws {
        guard !id.isEmpty, total >= 0, elapsed.isFinite else {
            throw StoreError.invalid("Experiment \"\(name)\" needs an id, a total of 0 or more and a finite time.")
        }
        guard done == 0 else {
            throw StoreError.invalid("A new experiment has 0 samples done; \(id) says \(done).")
        }
        let hash = try samples.contentHash()
        guard sampleHash == hash else {
            throw StoreError.invalid(
                "The samples of experiment \(id) are not the ones its hash names.",
                cause: "The hash is \(sampleHash), the samples' own is \(hash).",
                remedy: "Set sampleHash to SampleSet.contentHash().")
        }
    }
}

extension SampleProgress {
    /// - Throws: invalid input for a time that is not finite, or calls of another sample.
    func validate(of id: String, index: Int) throws {
        let times = [seconds] + calls.flatMap { [$0.latency, $0.timeToFirstToken, $0.queueTime] }
        guard index >= 0, times.allSatisfy(\.isFinite) else {
            throw StoreError.invalid("The progress of sample \(index) of experiment \(id) has an unusable number.")
        }
        guard calls.allSatisfy({ $0.experimentID == id && $0.index == index }) else {
            throw StoreError.invalid("A model call kept for sample \(index) of experiment \(id) is another sample's.")
        }
    }
}

extension Prediction {
    /// - Throws: invalid input for numbers that are not finite, or calls that belong to another sample or twice.
    func validate(with calls: [ModelCall]) throws {
        let place = "sample \(index) of experiment \(experimentID)"
        guard index >= 0 else { throw StoreError.invalid("A position of \(index) was given for a sample.") }
        for (metric, value) in scores where !value.isFinite {
            throw StoreError.invalid(
                "The score \(metric) of \(place) is \(value).", remedy: "Leave out a score that could not be computed.")
        }
        let times =
            [latency, timeToFirstToken ?? 0] + calls.flatMap { [$0.latency, $0.timeToFirstToken, $0.queueTime] }
        guard times.allSatisfy(\.isFinite) else { throw StoreError.invalid("A time of \(place) is not finite.") }
        guard calls.allSatisfy({ $0.experimentID == experimentID && $0.index == index }) else {
            throw StoreError.invalid("A model call that came with \(place) belongs to another sample.")
        }
        guard Set(calls.map(\.step)).count == calls.count else {
            throw StoreError.invalid("Two model calls of \(place) have the same number.")
        }
    }

    func checkPosition(total: Int) throws {
        guard index < total else {
            throw StoreError.invalid("Experiment \(experimentID) has \(total) samples; there is no sample \(index).")
        }
    }
}

extension [Int: [String: Double]] {
    func validate(of id: String) throws {
        for (position, values) in self {
            for (metric, value) in values where !value.isFinite {
                throw StoreError.invalid("The score \(metric) of sample \(position) of experiment \(id) is \(value).")
            }
        }
    }
}

extension [MetricResult] {
    /// - Throws: invalid input for a number that is not finite.
    func validate(of id: String) throws {
        for result in self {
            guard [result.value, result.low, result.high].allSatisfy({ $0?.isFinite ?? true }) else {
                throw StoreError.invalid("The result \(result.metric) of experiment \(id) is not finite.")
            }
        }
    }
}

extension ExperimentChange {
    func check(for id: String) throws {
        if let addedElapsed, !addedElapsed.isFinite || addedElapsed < 0 {
            throw StoreError.invalid("The time added to experiment \(id) is \(addedElapsed) s.")
        }
    }
}

extension VoteStudy {
    func validate(with given: [VoteItem]) throws {
        guard !id.isEmpty, contenders.count >= 2, given.map(\.position) == Array(0..<items) else {
            throw StoreError.invalid(
                "The vote study \"\(name)\" needs an id, two contenders and its \(items) items in order.")
        }
    }
}

extension Vote {
    func validate() throws {
        guard seconds.isFinite, seconds >= 0, !voter.name.isEmpty else {
            throw StoreError.invalid("A vote needs a voter's name and a time of 0 s or more.")
        }
    }

    /// Whether it is new beside what the voter said of the pair before.
    ///
    /// - Throws: conflict for another verdict.
    func isNew(beside before: Vote?) throws -> Bool {
        guard let before else { return true }
        guard before.verdict == verdict, before.mirrored == mirrored else {
            throw StoreError.otherVerdict(self, before: before.verdict)
        }
        return false
    }
}
