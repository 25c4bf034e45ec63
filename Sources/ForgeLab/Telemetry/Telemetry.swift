import ForgeCore
import Foundation
import Synchronization

/// Counts what runs do and, where spans are wanted, tells them: experiments, samples in them, model calls in those.
package final class Telemetry: Sendable {
    private let state = Mutex(RunCounts())
    private let sink: (any SpanSink)?

    /// - Parameter sink: nil for no spans.
    package init(sink: (any SpanSink)? = nil) { self.sink = sink }

    package var counts: RunCounts { state.withLock { $0 } }

    /// Engines whose calls are counted and traced.
    package func observing(_ load: @escaping EngineProvider) -> EngineProvider {
        { specification in MeasuredEngine(try await load(specification), telemetry: self) }
    }

    // MARK: What is told

    func called(_ generation: Generation) { state.withLock { $0.add(generation) } }

    func callFailed(_ error: any Error) {
        state.withLock { $0.failedCalls[RunCounts.kind(of: error), default: 0] += 1 }
    }

    func answered(_ prediction: Prediction) { state.withLock { $0.samples[prediction.status, default: 0] += 1 } }

    func ended(_ status: ExperimentStatus) { state.withLock { $0.experiments[status, default: 0] += 1 } }

    /// A span around `body`, which may add attributes. Without a sink nothing is made.
    func span<Result>(
        _ name: @autoclosure () -> String, kind: TraceSpan.Kind = .inside,
        _ attributes: @autoclosure () -> [String: JSONValue],
        adding more: (Result) -> [String: JSONValue] = { _ in [:] }, _ body: () async throws -> Result
    ) async throws -> Result {
        guard let sink else { return try await body() }
        var span = TraceSpan(
            context: SpanContext.next(), parent: SpanContext.current?.span, name: name(), kind: kind, start: Date(),
            end: Date(), attributes: attributes())
        defer {
            span.end = Date()
            sink.offer(span)
        }
        do {
            let result = try await SpanContext.$current.withValue(span.context, operation: body)
            span.attributes.merge(more(result)) { $1 }
            return result
        } catch {
            span.failure = (error as? any ForgeError)?.code ?? RunCounts.kind(of: error)
            throw error
        }
    }
}
