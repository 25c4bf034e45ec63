import ForgeCore
import Synchronization

/// An engine that remembers its calls in the order in which they were made.
final class CallLog: Engine {
    struct Entry: Sendable {
        var request: GenerationRequest
        /// Nil as long as it runs, or when it failed.
        var generation: Generation?
    }

    private let engine: any Engine
    private let log = Mutex<[Entry]>([])

    init(_ engine: any Engine) { self.engine = engine }

    var entries: [Entry] { log.withLock { $0 } }

    var info: EngineInfo { engine.info }

    func generate(_ request: GenerationRequest) async throws -> Generation {
        let number = log.withLock { log in
            log.append(Entry(request: request))
            return log.count - 1
        }
        let generation = try await engine.generate(request)
        log.withLock { $0[number].generation = generation }
        return generation
    }

    func countTokens(in text: String) async throws -> Int { try await engine.countTokens(in: text) }

    func clearCache() async { await engine.clearCache() }

    func shutdown() async { await engine.shutdown() }
}
