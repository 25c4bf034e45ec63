import ForgeCore

/// An engine whose calls are counted, each with a span of its own.
struct MeasuredEngine: Engine {
    private let engine: any Engine
    private let telemetry: Telemetry

    init(_ engine: any Engine, telemetry: Telemetry) {
        self.engine = engine
        self.telemetry = telemetry
    }

    var info: EngineInfo { engine.info }

    func generate(_ request: GenerationRequest) async throws -> Generation {
        try await measured(request) { try await engine.generate(request) }
    }

    func generate(
        _ request: GenerationRequest, onText: @escaping @Sendable (String) -> Void
    ) async throws -> Generation {
        try await measured(request) { try await engine.generate(request, onText: onText) }
    }

    private func measured(
        _ request: GenerationRequest, _ body: () async throws -> Generation
    ) async throws -> Generation {
        let call = ModelCallSpan(request: request, info: info)
        do {
            let generation = try await telemetry.span(
                call.name, kind: call.kind, call.attributes, adding: ModelCallSpan.attributes(of:), body)
            telemetry.called(generation)
            return generation
        } catch {
            telemetry.callFailed(error)
            throw error
        }
    }

    func countTokens(in text: String) async throws -> Int { try await engine.countTokens(in: text) }

    func clearCache() async { await engine.clearCache() }

    func shutdown() async { await engine.shutdown() }
}
