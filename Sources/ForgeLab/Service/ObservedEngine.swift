import ForgeCore
import Synchronization

/// An engine whose every call tells its text while it is made.
struct ObservedEngine: Engine {
    private let engine: any Engine
    private let calls = CallCounter()
    private let onText: @Sendable (_ call: Int, _ piece: String) -> Void

    /// - Parameter onText: `call` counts the calls in the order in which they began, from 0.
    init(_ engine: any Engine, onText: @escaping @Sendable (_ call: Int, _ piece: String) -> Void) {
        self.engine = engine
        self.onText = onText
    }

    var info: EngineInfo { engine.info }

    func generate(_ request: GenerationRequest) async throws -> Generation {
        let call = calls.next()
        return try await engine.generate(request) { onText(call, $0) }
    }

    func generate(
        _ request: GenerationRequest, onText: @escaping @Sendable (String) -> Void
    ) async throws -> Generation {
        let call = calls.next()
        return try await engine.generate(request) { piece in
            self.onText(call, piece)
            onText(piece)
        }
    }

    func countTokens(in text: String) async throws -> Int { try await engine.countTokens(in: text) }

    func clearCache() async { await engine.clearCache() }

    func shutdown() async { await engine.shutdown() }
}

private final class CallCounter: Sendable {
    private let count = Atomic(0)

    func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).oldValue }
}
