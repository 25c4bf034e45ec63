package import ForgeCore
private import Synchronization

/// Where one sample's unfinished work is kept, and what a run before kept of it.
package struct ProgressKeeper: Sendable {
    package var store: any ExperimentStore
    package var experimentID: String
    package var index: Int
    /// Nil for a sample that begins.
    package var earlier: SampleProgress?

    package init(store: any ExperimentStore, experimentID: String, index: Int, earlier: SampleProgress? = nil) {
        self.store = store
        self.experimentID = experimentID
        self.index = index
        self.earlier = earlier
    }
}

/// Writes a sample's progress, each call once.
final class ProgressLog: Sendable {
    // A class, because it remembers for one sample what has been written.
    private struct State {
        var earlier: SampleProgress?
        /// Steps of the calls that are in the store.
        var written: Set<Int>
    }

    private let keeper: ProgressKeeper
    private let state: Mutex<State>

    init(_ keeper: ProgressKeeper) {
        self.keeper = keeper
        let written = Set((keeper.earlier?.calls ?? []).map(\.step))
        state = Mutex(State(earlier: keeper.earlier, written: written))
    }

    var earlier: SampleProgress? { state.withLock { $0.earlier } }

    func keep(_ value: JSONValue, flags: [AnswerFlag], seconds: Double, calls: [ModelCall]) async throws {
        let new = state.withLock { state in calls.filter { !state.written.contains($0.step) } }
        try await guarded {
            try await keeper.store.keep(
                SampleProgress(state: value, flags: flags, seconds: seconds, calls: new), of: keeper.experimentID,
                index: keeper.index)
        }
        state.withLock { $0.written.formUnion(new.map(\.step)) }
    }

    func discard() async throws {
        guard earlier != nil else { return }
        try await guarded {
            try await keeper.store.discardUnfinished(of: keeper.experimentID, index: keeper.index)
        }
        state.withLock { $0 = State(earlier: nil, written: []) }
    }

    private func guarded(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as any ForgeError where error.kind == .resourceExhausted {
            // A full disk is every sample's; as it stands the error would be taken for this sample's own.
            throw LabError(
                .unavailable, "progress.failed", "an unfinished answer cannot be kept", cause: error.description,
                remedy: error.remedy)
        }
    }
}
