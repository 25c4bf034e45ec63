import ForgeCore
import ForgeNetworks
import Foundation

/// All that a training needs to go on as if it had not been interrupted: weights, optimiser, sampler.
struct Checkpoint {
    /// What must be the same for a run to go on.
    struct Origin: Sendable, Hashable, Codable {
        var config: String
        var model: String
        var data: String
    }

    private struct State: Codable {
        var version = 1
        var step: Int
        var origin: Origin
        var sampler: BatchSampler
        var optimiserSteps: Int
        var weightsSHA256: String
    }

    var step: Int
    var origin: Origin
    var sampler: BatchSampler
    var parameters: [Float]
    var optimiser: AdamW

    /// More than one, for the newest may turn out to be damaged.
    private static let kept = 3
    private static let weightsFile = "state.safetensors"
    private static let stateFile = "state.json"

    static func name(_ step: Int) -> String {
        let digits = String(step)
        return "checkpoint-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    /// - Throws: `TrainingError` `output.unwritable`.
    func save(in folder: URL) throws {
        let count = parameters.count
        let weights = try SafetensorsWriter.data([
            NamedTensor(name: "first", shape: [count], numbers: optimiser.first),
            NamedTensor(name: "parameters", shape: [count], numbers: parameters),
            NamedTensor(name: "second", shape: [count], numbers: optimiser.second),
        ])
        let state = State(
            step: step, origin: origin, sampler: sampler, optimiserSteps: optimiser.steps,
            weightsSHA256: Digest.sha256(weights))
        try AtomicFile.writeFolder(
            [(Self.weightsFile, weights), (Self.stateFile, try JSON.data(state, pretty: true))],
            to: folder.appending(path: Self.name(step)))
        for old in Self.all(in: folder).dropFirst(Self.kept) { try? FileManager.default.removeItem(at: old) }
    }

    /// The checkpoints of a folder, the newest first.
    static func all(in folder: URL) -> [URL] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasPrefix("checkpoint-") }.sorted(by: >).map { folder.appending(path: $0) }
    }

    /// The newest whole checkpoint; `note` hears of damaged ones that were passed over.
    ///
    /// - Throws: `TrainingError` `checkpoint.other-run`; `checkpoint.broken` when none of those there is whole.
    static func newest(
        in folder: URL, origin: Origin, optimiser: OptimiserConfig, count: Int, note: (String) -> Void
    ) throws -> Checkpoint? {
        var broken: TrainingError?
        for url in all(in: folder) {
            do {
                return try load(url, origin: origin, optimiser: optimiser, count: count)
            } catch let error as TrainingError where error.code == "checkpoint.broken" {
                broken = broken ?? error
                note("\(url.lastPathComponent) is damaged and passed over: \(error.cause ?? "")")
            }
        }
        if let broken { throw broken }
        return nil
    }

    static func load(_ url: URL, origin: Origin, optimiser config: OptimiserConfig, count: Int) throws -> Checkpoint {
        let state: State
        let weights: Data
        do {
            state = try JSON.decode(from: Data(contentsOf: url.appending(path: stateFile)))
            weights = try Data(contentsOf: url.appending(path: weightsFile))
        } catch {
            throw Self.broken(url, "\(error)")
        }
        guard Digest.sha256(weights) == state.weightsSHA256 else { throw broken(url, "its weights were changed") }
        try check(state.origin, origin, url)
        let file = try SafetensorsFile(at: url.appending(path: weightsFile))
        var adam = AdamW(config, count: count)
        adam.first = try numbers(file, "first", count, url)
        adam.second = try numbers(file, "second", count, url)
        adam.steps = state.optimiserSteps
        return Checkpoint(
            step: state.step, origin: state.origin, sampler: state.sampler,
            parameters: try numbers(file, "parameters", count, url), optimiser: adam)
    }

    private static func check(_ saved: Origin, _ wanted: Origin, _ url: URL) throws {
        let differences = [
            (saved.config != wanted.config, "the settings"), (saved.model != wanted.model, "the base model"),
            (saved.data != wanted.data, "the training pairs"),
        ].filter(\.0).map(\.1)
        guard differences.isEmpty else {
            throw TrainingError(
                .conflict, "checkpoint.other-run",
                "The training in \(url.deletingLastPathComponent().path) is another.",
                cause: "\(differences.joined(separator: " and ")) differ from those of its checkpoint.",
                remedy: "Give the config another name, or go back to what the checkpoint was made with.")
        }
    }

    private static func numbers(_ file: SafetensorsFile, _ name: String, _ count: Int, _ url: URL) throws -> [Float] {
        guard let entry = file.entry(name), entry.shape == [count], entry.type == .float32 else {
            throw broken(url, "it has no \(count) numbers \(name)")
        }
        return file.withBytes(of: entry) { bytes in
            [Float](unsafeUninitializedCapacity: count) { buffer, used in
                UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
                used = count
            }
        }
    }

    private static func broken(_ url: URL, _ why: String) -> TrainingError {
        TrainingError(
            .invalidInput, "checkpoint.broken", "The checkpoint \(url.path) cannot be used.", cause: "\(why).",
            remedy: "Remove its folder: the training goes on from the checkpoint before it, or starts anew.")
    }
}
