import ForgeCore
package import Foundation

/// What methods take of the memory at each batch size, measured in processes of their own: the document that is kept.
/// Sizes are bytes.
package struct MemoryProfile: Sendable, Codable, Hashable {
    /// What was expected of a batch before anything was loaded.
    package struct Estimate: Sendable, Codable, Hashable {
        package var batch: Int
        package var weights: Int
        package var cache: Int
        package var compute: Int

        package var total: Int { weights + cache + compute }

        package init(batch: Int, weights: Int, cache: Int, compute: Int) {
            self.batch = batch
            self.weights = weights
            self.cache = cache
            self.compute = compute
        }
    }

    package struct Cell: Sendable, Codable, Hashable {
        package enum State: String, Sendable, Codable, CaseIterable { case fits, exceeds, failed }

        package var method: String
        package var batch: Int
        package var state: State
        /// Why it does not fit, or failed.
        package var reason: String?
        /// Nil unless it fits.
        package var trial: MemoryTrial?

        package init(method: String, batch: Int, state: State, reason: String? = nil, trial: MemoryTrial? = nil) {
            self.method = method
            self.batch = batch
            self.state = state
            self.reason = reason
            self.trial = trial
        }
    }

    package struct Largest: Sendable, Codable, Hashable {
        package var method: String
        /// Nil when not even one question at a time fits.
        package var batch: Int?
        /// What was the most to be tried: it fits when `batch` is the same.
        package var most: Int
        /// What stopped the next larger one; nil when all fit.
        package var reason: String?

        package init(method: String, batch: Int?, most: Int, reason: String?) {
            self.method = method
            self.batch = batch
            self.most = most
            self.reason = reason
        }
    }

    /// Of the matrix's config.
    package var name: String
    package var model: String
    /// Way of serving, by its label.
    package var serving: String
    package var contextLength: Int
    /// Bytes of address space that a trial's process may take.
    package var limit: Int
    /// Where the limit came from, in words.
    package var limitReason: String
    package var methods: [String]
    package var batches: [Int]
    package var estimates: [Estimate]
    package var cells: [Cell]
    package var largest: [Largest]
    package var host: HostInfo
    package var forge: BuildInfo
    package var madeAt: Date

    package init(
        name: String, model: String, serving: String, contextLength: Int, limit: Int, limitReason: String,
        methods: [String], batches: [Int], estimates: [Estimate]
    ) {
        self.name = name
        self.model = model
        self.serving = serving
        self.contextLength = contextLength
        self.limit = limit
        self.limitReason = limitReason
        self.methods = methods
        self.batches = batches
        self.estimates = estimates
        cells = []
        largest = []
        host = .current
        forge = .current
        madeAt = Timestamp.now()
    }

    package func cell(_ method: String, _ batch: Int) -> Cell? {
        cells.first { $0.method == method && $0.batch == batch }
    }

    /// Whether numbers of both may stand in one table.
    package func isComparable(to other: MemoryProfile) -> Bool {
        model == other.model && serving == other.serving && contextLength == other.contextLength
            && limit == other.limit && batches == other.batches
    }

    /// The same with what an earlier profile that is comparable has measured, which stays until it is measured again.
    package func adding(to earlier: MemoryProfile?) -> MemoryProfile {
        guard let earlier, isComparable(to: earlier) else { return self }
        var profile = self
        profile.methods = earlier.methods + methods.filter { !earlier.methods.contains($0) }
        (profile.cells, profile.largest) = (earlier.cells, earlier.largest)
        return profile
    }

    /// Puts it in the place of the earlier one of the same method and batch.
    mutating func keep(_ cell: Cell) {
        let index = cells.firstIndex { $0.method == cell.method && $0.batch == cell.batch }
        if let index { cells[index] = cell } else { cells.append(cell) }
    }

    /// Puts it in the place of the earlier one of the same method.
    mutating func keep(_ item: Largest) {
        let index = largest.firstIndex { $0.method == item.method }
        if let index { largest[index] = item } else { largest.append(item) }
    }

    /// Largest share by which the estimate missed what a model took in truth, process left out; nil without a trial.
    package var largestMiss: Double? {
        cells.compactMap { cell in
            guard let taken = cell.trial?.taken, taken > 0,
                let estimate = estimates.first(where: { $0.batch == cell.batch })
            else { return nil }
            return abs(Double(estimate.total - taken)) / Double(taken)
        }.max()
    }
}

/// What one trial took, as its process tells.
package struct MemoryTrial: Sendable, Codable, Hashable {
    /// Resident before the model was loaded: the program itself.
    package var before: Int
    /// The most that was resident.
    package var peak: Int
    /// What the model took on the graphics device; nil without one.
    package var device: Int?
    /// Sequences that the engine could keep.
    package var sequences: Int
    /// Questions that were answered at once.
    package var questions: Int

    package var taken: Int { peak - before }

    package init(before: Int, peak: Int, device: Int?, sequences: Int, questions: Int) {
        self.before = before
        self.peak = peak
        self.device = device
        self.sequences = sequences
        self.questions = questions
    }
}
