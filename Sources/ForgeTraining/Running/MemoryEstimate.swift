import ForgeCore
import Foundation

/// Bytes that a training will take, computed before it starts.
package struct MemoryEstimate: Sendable, Hashable, Codable {
    /// The frozen model, packed for both directions.
    package var model: Int
    /// Numbers between layers of the longest pair, on all threads.
    package var passes: Int
    /// Adapter, gradients, optimiser.
    package var adapter: Int

    package var total: Int { model + passes + adapter }

    init(shape: DecoderShape, isTied: Bool, plan: LoraPlan, pairs: [TrainingPair], threads: Int) {
        model = FrozenDecoder.bytes(shape, tied: isTied)
        let rank = (plan.config.rank + 31) / 32 * 32
        let largest = pairs.max { $0.tokens < $1.tokens }.map {
            PassMemory.floats($0.layout, shape, lora: plan, paddedRank: rank, keeps: true) * 4
        }
        passes = threads * (largest ?? 0)
        let turned = plan.slots.reduce(0) { $0 + ($1.inputs + $1.outputs) * rank * 4 }
        adapter = plan.count * 4 * (6 + 2 * threads) + turned
    }

    /// Bytes that this machine can still give; nil where that is not known.
    static var available: Int? {
        guard let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("MemAvailable:") }),
            let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return nil }
        return kibibytes << 10
    }

    /// - Throws: `TrainingError` `training.memory`.
    func check(available: Int? = MemoryEstimate.available) throws {
        guard let available, Double(total) > 0.9 * Double(available) else { return }
        func gigabytes(_ bytes: Int) -> String { String(format: "%.1f GB", Double(bytes) / 1e9) }
        throw TrainingError(
            .resourceExhausted, "training.memory", "The training does not fit the memory.",
            cause: "It needs \(gigabytes(total)) (model \(gigabytes(model)), passes \(gigabytes(passes)), adapter "
                + "\(gigabytes(adapter))); \(gigabytes(available)) are free.",
            remedy: "Use fewer threads, a lower max_length, or a smaller model.")
    }
}
