import ForgeCore

/// What is found out about the model on this machine when it is loaded.
extension LlamaRuntime {
    /// Reads the weights once, so that the first request does not pay for it.
    func warmUp() throws {
        batch.clear()
        batch.add(0, position: 0, sequence: 0, wantsLogits: true)
        let code = batch.decode(in: context)
        context.removeAll()
        guard code == 0 else { throw EngineError.decodeFailed(code: code, cause: LlamaLog.lastLines) }
    }

    /// The least multiple of rows whose logits do not depend on how many there are.
    ///
    /// It depends on the weight format and on the processor's instructions: with AVX-512 it is 1 for Q4_0, Q4_1 and
    /// Q8_0, 2 for BF16, 8 for Q4_K.
    func measureRowMultiple() throws -> Int {
        let most = min(16, context.sequences)
        guard most > 1 else { return 1 }
        let reference = try rows(most)
        var least = most
        for (multiple, counts) in [(8, [8]), (4, [4, 12]), (2, [2, 6]), (1, [1, 3, 9])] where multiple < most {
            let agrees = try counts.allSatisfy { count in
                try count >= most || rows(count) == Array(reference.prefix(count))
            }
            guard agrees else { break }
            least = multiple
        }
        return least
    }

    /// Leaves sequences idle that would make steps whose rows are no multiple. Two rows or more are alike where one is
    /// not, so a multiple of 2 needs no even number.
    func keepToRowMultiple() {
        let count = context.sequences / rowMultiple * rowMultiple
        guard rowMultiple > 2, count < context.sequences else { return }
        pool.keep(slots: count)
        info.parallelSequences = count
        info.warnings.append(
            "\(count) of \(context.sequences) sequences are used: answers in \(info.weightFormat ?? "this format") "
                + "depend on the batch unless their number is a multiple of \(rowMultiple).")
    }

    private func rows(_ count: Int) throws -> [[Float]] {
        try decodeRows(sequences: count, each: 1)
        defer { context.removeAll() }
        return (0..<count).map { context.logits(at: $0).map(Array.init) ?? [] }
    }

    /// What steps of several sizes take, in seconds: what guessed tokens cost.
    ///
    /// A step too short to be timed once is timed twice. A large model is not measured in all sizes, so that loading it does
    /// not take much longer: beyond the last size costs are in proportion to the rows, and real steps correct them.
    func measureCosts() throws -> StepCosts {
        var seconds: [(rows: Int, seconds: Double)] = []
        let start = ContinuousClock.now
        for rows in [1, 4, 16, 64] where rows <= batch.capacity {
            guard start.duration(to: .now).seconds < Self.measuringSeconds else { break }
            let sequences = min(rows, context.sequences)
            func once() throws -> Double {
                let start = ContinuousClock.now
                try decodeRows(sequences: sequences, each: rows / sequences)
                context.removeAll()
                return start.duration(to: .now).seconds
            }
            let first = try once()
            let least = first < Self.timedOnceSeconds ? min(first, try once()) : first
            seconds.append((rows / sequences * sequences, least))
        }
        return StepCosts(measured: seconds)
    }

    private static let measuringSeconds = 1.0
    private static let timedOnceSeconds = 0.05

    private func decodeRows(sequences: Int, each: Int) throws {
        batch.clear()
        for sequence in 0..<sequences {
            for position in 0..<each {
                batch.add(Int32(sequence), position: position, sequence: sequence, wantsLogits: true)
            }
        }
        let code = batch.decode(in: context)
        guard code == 0 else {
            context.removeAll()
            throw EngineError.decodeFailed(code: code, cause: LlamaLog.lastLines)
        }
    }
}
