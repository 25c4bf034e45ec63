import ForgeCore
package import Foundation

/// A training's folder: config, data, metrics, checkpoints, and at the end the adapter.
package struct RunFolder: Sendable, Hashable {
    package var url: URL

    package init(_ url: URL) { self.url = url }

    package var adapter: URL { url.appending(path: "adapter", directoryHint: .isDirectory) }
    package var data: URL { url.appending(path: "data", directoryHint: .isDirectory) }
    package var metrics: URL { url.appending(path: "metrics.jsonl") }
    package var config: URL { url.appending(path: "config.yaml") }
    var lock: URL { url.appending(path: ".lock") }
    package var isFinished: Bool { FileManager.default.fileExists(atPath: adapter.path) }
    package var hasCheckpoint: Bool { !Checkpoint.all(in: url).isEmpty }
    /// Steps that the newest checkpoint has behind it; nil without one.
    package var savedStep: Int? {
        Checkpoint.all(in: url).first.flatMap { $0.lastPathComponent.split(separator: "-").last }.flatMap { Int($0) }
    }
    /// Whether some process trains in it now.
    package var isRunning: Bool { (try? ExclusiveLock.isHeld(lock)) ?? false }

    /// What was logged so far; a torn last line is left out.
    package func records() -> [TrainingRecord] {
        guard let data = try? Data(contentsOf: metrics) else { return [] }
        return data.split(separator: UInt8(ascii: "\n")).compactMap { try? JSON.decode(from: Data($0)) }
    }

    /// Forgets what was logged after a step, because it will be computed again.
    func keepRecords(through step: Int) throws {
        let kept = records().filter { $0.step <= step }
        try AtomicFile.write(Data(try kept.map { try JSON.text($0) + "\n" }.joined().utf8), to: metrics)
    }

    func append(_ record: TrainingRecord) throws {
        do {
            let handle = try FileHandle(forWritingTo: metrics)
            defer { try? handle.close() }
            try handle.seekToEnd()
            try handle.write(contentsOf: Data((try JSON.text(record) + "\n").utf8))
        } catch {
            throw TrainingError(
                .resourceExhausted, "output.unwritable", "\(metrics.path) cannot be written.",
                cause: error.localizedDescription,
                remedy: "Make room on the disk and check the folder's permissions; the training goes on from its last "
                    + "checkpoint.")
        }
    }
}
