import ForgeCore
package import ForgeTraining
import Foundation
import Synchronization

/// One training from its setup to its adapter: the one way in which the command line and the server run it.
///
/// It holds the folder's lock, keeps `run.json` current for whoever watches from elsewhere, and leaves marked pairs out.
package struct TrainingJob: Sendable {
    package let setup: TrainingSetup
    private let marks: PairMarks
    private let continues: Bool

    /// - Parameter continues: whether it may go on from a checkpoint.
    /// - Throws: `TuningError` `training.exists` for a training that is finished, or begun without `continues`.
    package init(_ setup: TrainingSetup, marks: PairMarks, continues: Bool) throws {
        self.setup = setup
        self.marks = marks
        self.continues = continues
        try Self.check(setup.folder, name: setup.config.name, continues: continues)
    }

    private static func check(_ folder: RunFolder, name: String, continues: Bool) throws {
        if folder.isFinished {
            throw TuningError(
                .conflict, "training.exists", "The training \(name) is finished.",
                cause: "Its adapter is in \(folder.adapter.path).",
                remedy: "Give the config another name, or remove it with `forge train delete \(name)`.")
        }
        if folder.hasCheckpoint, !continues {
            throw TuningError(
                .conflict, "training.exists", "The training \(name) was begun before.",
                remedy: "Go on with --continue, give the config another name, or remove it with "
                    + "`forge train delete \(name)`.")
        }
    }

    /// Makes the folder of a new training known before it is computed, so that it is seen at once.
    ///
    /// - Throws: `TrainingError` `training.busy`, `output.unwritable`.
    package func announce() throws {
        try FileManager.default.createDirectory(at: setup.folder.url, withIntermediateDirectories: true)
        try FolderLock.holding(setup.folder) {
            guard !setup.folder.hasCheckpoint else { return }
            try setup.folder.write(RunRecord(setup))
            try AtomicFile.write(Data(setup.source.utf8), to: setup.folder.config)
        }
    }

    /// Trains on the calling thread, which should be one of its own (`TrainingThread`).
    ///
    /// - Throws: `CancellationError` when stopped; what material, run and files throw.
    package func run(
        shouldStop: @escaping @Sendable () -> Bool, onEvent: @escaping @Sendable (TrainingEvent) -> Void
    ) throws -> HeldOutEvaluation? {
        try FileManager.default.createDirectory(at: setup.folder.url, withIntermediateDirectories: true)
        return try FolderLock.holding(setup.folder) {
            // Another process may have ended it since the check.
            try Self.check(setup.folder, name: setup.config.name, continues: continues)
            let keeper = RecordKeeper(setup.folder, before: setup.folder.hasCheckpoint ? setup.folder.runRecord() : nil)
            do {
                let result = try train(keeper, shouldStop, onEvent)
                try keeper.end(nil)
                return result
            } catch {
                try? keeper.end(error)
                throw error
            }
        }
    }

    private func train(
        _ keeper: RecordKeeper, _ shouldStop: @escaping @Sendable () -> Bool,
        _ onEvent: @escaping @Sendable (TrainingEvent) -> Void
    ) throws -> HeldOutEvaluation? {
        let folder = setup.folder
        if !folder.hasCheckpoint { try keeper.begin(RunRecord(setup)) }
        let material = try setup.material(leavingOut: try leftOut(onEvent))
        let tell: @Sendable (TrainingEvent) -> Void = { event in
            keeper.take(event)
            onEvent(event)
        }
        let run = try TrainingRun(
            setup.config, base: setup.base, material: material, folder: folder, shouldStop: shouldStop, onEvent: tell)
        // Only now: a config or data that the checkpoint refuses must not replace the record of those it came from.
        try keeper.begin(RunRecord(setup))
        try material.split.save(in: folder.data)
        try folder.write(PairLengths(material.all))
        try keeper.change { $0.data = material.report }
        try AtomicFile.write(Data(setup.source.utf8), to: folder.config)
        try run.run(references: setup.references)
        try keeper.change { $0.phase = .finishing }
        return try run.finish(references: setup.references)
    }

    /// A training that goes on leaves out what it left out when it began.
    private func leftOut(_ onEvent: (TrainingEvent) -> Void) throws -> Set<String> {
        let marked = try marks.ids()
        guard setup.folder.hasCheckpoint, let report = setup.folder.runRecord()?.data else { return marked }
        let before = Set(report.leftOut ?? [])
        let inData = Set((try? PairFile(path: setup.config.data.path))?.pairs.map(\.id) ?? [])
        let changed = marked.symmetricDifference(before).intersection(inData).count
        if changed > 0 {
            onEvent(
                .warning(
                    "marks of \(changed) pairs changed since this training began; it goes on with the pairs it had"))
        }
        return before
    }
}

/// Writes `run.json` when something changes that metrics do not tell.
private final class RecordKeeper: Sendable {
    // A class with a lock, because events come from the training's thread through a sendable handler.
    private struct State {
        /// Nil until this run has taken over the folder.
        var record: RunRecord?
        var written = ContinuousClock.now
    }

    private let folder: RunFolder
    private let before: RunRecord?
    private let began = ContinuousClock.now
    private let state = Mutex(State())

    init(_ folder: RunFolder, before: RunRecord?) {
        self.folder = folder
        self.before = before
    }

    func begin(_ record: RunRecord) throws {
        var record = record
        record.seconds = before?.seconds ?? 0
        record.memory = state.withLock { $0.record?.memory } ?? record.memory
        if let before { record.startedAt = before.startedAt }
        let begun = record
        state.withLock { $0.record = begun }
        try folder.write(begun)
    }

    func change(_ change: (inout RunRecord) -> Void) throws {
        let record = state.withLock { state -> RunRecord? in
            if var record = state.record {
                change(&record)
                state.record = record
            }
            return state.record
        }
        if let record { try folder.write(record) }
    }

    /// Steps are in the metrics; the rest is written at most once a second.
    func take(_ event: TrainingEvent) {
        let record = state.withLock { state -> RunRecord? in
            guard var record = state.record else { return nil }
            let phase = record.phase
            record.take(event)
            guard record != state.record else { return nil }
            state.record = record
            let now = ContinuousClock.now
            guard record.phase != phase || now - state.written > .seconds(1) else { return nil }
            state.written = now
            return record
        }
        // What is shown may lag behind; that it cannot be written is told by what follows.
        if let record { try? folder.write(record) }
    }

    func end(_ error: (any Error)?) throws {
        try change { record in
            record.seconds += (ContinuousClock.now - began).seconds
            record.end(error)
        }
    }
}
