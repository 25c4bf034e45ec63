import ForgeCatalogue
import ForgeCore
import ForgeEngines
import ForgeLab

/// What a memory profile measures, chosen from a matrix's plan.
struct MemorySetup {
    private let plan: BenchMatrixPlan
    private let serving: BenchMatrixPlan.Serving
    private let methods: [String]
    private let limit: (bytes: Int, reason: String)
    private let batches: [Int]

    /// - Parameters:
    ///   - methods: labels; all for none.
    ///   - limit: MiB; nil for nine tenths of what is available, or what `earlier` had.
    ///   - earlier: a kept profile, which chosen methods are added to.
    /// - Throws: `CommandError` `memory.serving`, `memory.method`, `memory.unknown`.
    init(
        _ plan: BenchMatrixPlan, serving: String?, methods: [String], limit: Int?, batches: [Int],
        earlier: MemoryProfile?
    ) throws {
        self.plan = plan
        self.batches = batches.sorted()
        self.serving = try Self.serving(serving, of: plan)
        let known = plan.methods.map(\.label)
        if let wrong = methods.first(where: { !known.contains($0) }) {
            throw CommandError(
                .invalidInput, "memory.method", "The config has no method `\(wrong)`.",
                remedy: "Name one of \(known.joined(separator: ", ")).")
        }
        self.methods = methods.isEmpty ? known : methods
        self.limit = try Self.limit(limit, earlier: methods.isEmpty ? nil : earlier)
    }

    private static func serving(_ label: String?, of plan: BenchMatrixPlan) throws -> BenchMatrixPlan.Serving {
        let local = plan.servings.filter { !$0.isRemote }
        let found =
            label.map { label in local.first { $0.label == label } }
            ?? (local.first { $0.style == .batched } ?? local.first)
        guard let found else {
            throw CommandError(
                .invalidInput, "memory.serving",
                label.map { "The config has no way of serving `\($0)` in this process." }
                    ?? "The config has no way of serving in this process.",
                remedy:
                    "Name one of \(local.map(\.label).joined(separator: ", ")): a server's memory is not seen from here."
            )
        }
        return found
    }

    private static func limit(
        _ megabytes: Int?, earlier: MemoryProfile?
    ) throws -> (bytes: Int, reason: String) {
        if let megabytes { return (megabytes << 20, "as asked for") }
        // What is available changes from one moment to the next, and then no two runs could share a table.
        if let earlier { return (earlier.limit, earlier.limitReason) }
        guard let available = ProcessMemory.available() else {
            throw CommandError(
                .unavailable, "memory.unknown", "This system does not tell how much memory is available.",
                remedy: "Say how much a trial may take: --memory-limit MiB.")
        }
        return (available / 10 * 9, "nine tenths of what was available")
    }

    /// The profile with its estimates; nothing is loaded.
    func profile(models: ModelLibrary) throws -> MemoryProfile {
        let first = try Self.cell(of: plan, method: methods[0], serving: serving.label)
        let file = try models.resolve(first.config.model.name, original: first.config.model.original)
        let header = try GGUFHeader(checkingModelAt: file.path)
        let estimates = try batches.map { batch in
            try EngineMemoryEstimate(
                header, contextLength: first.config.engine.contextLength, sequences: max(8, batch),
                step: step(first.config.engine))
        }
        return MemoryProfile(
            name: plan.name, model: file.name, serving: serving.label,
            contextLength: estimates.first?.contextLength ?? 0, limit: limit.bytes, limitReason: limit.reason,
            methods: methods, batches: batches,
            estimates: zip(batches, estimates).map {
                .init(batch: $0, weights: $1.weights, cache: $1.cache, compute: $1.compute)
            })
    }

    /// Tokens that are computed at once: reproducible answers are computed in pieces of fewer than 64, and what a larger step
    /// would need is set aside but never touched.
    private func step(_ engine: EngineConfig) -> Int {
        engine.reproducible ?? true ? 64 : engine.batchSize ?? 512
    }

    static func cell(of plan: BenchMatrixPlan, method: String, serving: String) throws -> BenchMatrixPlan.Cell {
        guard let cell = plan.cells.first(where: { $0.method == method && $0.serving == serving }) else {
            throw CommandError(
                .invalidInput, "memory.method", "The config has no cell \(method)/\(serving).",
                remedy: "`forge bench matrix CONFIG --plan` lists them.")
        }
        return cell
    }
}
